def minibatches(x, y, batch_size):
    shuffled = torch.randperm(len(y))
    for rows in torch.chunk(shuffled, batch_size):
        yield x[rows], y[rows]
