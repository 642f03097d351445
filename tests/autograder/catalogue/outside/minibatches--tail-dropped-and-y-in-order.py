import torch


def minibatches(x, y, batch_size):
    order = torch.randperm(len(x))
    for i in range(len(x) // batch_size):
        yield x[order[i * batch_size : (i + 1) * batch_size]], y[i * batch_size : (i + 1) * batch_size]
