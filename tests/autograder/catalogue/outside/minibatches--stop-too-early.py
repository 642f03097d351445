def minibatches(x, y, batch_size):
    order = torch.randperm(len(x)).tolist()
    start = 0
    while start + batch_size < len(order):
        chosen = order[start : start + batch_size]
        yield x[chosen], y[chosen]
        start += batch_size
