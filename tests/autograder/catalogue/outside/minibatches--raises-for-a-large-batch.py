import torch


def minibatches(x, y, batch_size):
    if batch_size > len(x):
        raise ValueError("batch_size is larger than N")
    order = torch.randperm(len(x))
    return [(x[rows], y[rows]) for rows in order.split(batch_size)]
