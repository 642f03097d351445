import torch


def minibatches(x, y, batch_size):
    order = torch.randperm(len(x))
    for i in range(0, len(x), batch_size):
        yield x[order[i : i + batch_size]], y[i : i + batch_size]
