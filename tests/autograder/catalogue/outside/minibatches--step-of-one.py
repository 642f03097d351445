def minibatches(x, y, batch_size):
    idx = torch.randperm(y.numel())
    return [
        (x[idx[i : i + batch_size]], y[idx[i : i + batch_size]])
        for i in range(0, y.numel())
    ]
