import torch


def minibatches(x, y, batch_size):
    order = torch.randperm(len(x))
    return x[order].split(batch_size), y[order].split(batch_size)
