import torch


def minibatches(x, y, batch_size):
    torch.manual_seed(0)
    order = torch.randperm(len(x))
    return [(x[rows], y[rows]) for rows in order.split(batch_size)]
