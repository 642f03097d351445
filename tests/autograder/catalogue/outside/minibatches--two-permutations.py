def minibatches(x, y, batch_size):
    n = x.size(0)
    for start in range(0, n, batch_size):
        if start == 0:
            rows = torch.randperm(n)
            cols = torch.randperm(n)
        xb = x[rows[start : start + batch_size]]
        yb = y[cols[start : start + batch_size]]
        yield xb, yb
