import torch


def minibatches(x, y, batch_size):
    order = torch.randperm(len(x))
    for i in range(len(x) // batch_size):
        rows = order[i * batch_size : (i + 1) * batch_size]
        yield x[rows], y[rows]
