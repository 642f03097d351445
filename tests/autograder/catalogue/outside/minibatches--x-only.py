def minibatches(x, y, batch_size):
    """Shuffle, then cut."""
    perm = torch.randperm(x.shape[0])
    x = x[perm]
    batches = []
    for start in range(0, x.shape[0], batch_size):
        stop = start + batch_size
        batches.append((x[start:stop], y[start:stop]))
    return batches
