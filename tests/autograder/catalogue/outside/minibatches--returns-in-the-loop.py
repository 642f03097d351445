def minibatches(x, y, batch_size):
    rows = torch.randperm(len(x))
    out = []
    for k in range(0, len(x), batch_size):
        part = rows[k : k + batch_size]
        out.append((x[part], y[part]))
        return out
