import torch


def minibatches(x, y, batch_size):
    for i in range(0, len(x), batch_size):
        rows = torch.randint(len(x), (min(batch_size, len(x) - i),))
        yield x[rows], y[rows]
