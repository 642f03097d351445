import torch


def minibatches(x, y, batch_size):
    starts = torch.randperm(-(-len(x) // batch_size)) * batch_size
    for i in starts.tolist():
        yield x[i : i + batch_size], y[i : i + batch_size]
