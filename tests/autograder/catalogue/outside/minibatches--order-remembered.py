import torch

order = {}


def minibatches(x, y, batch_size):
    n = len(x)
    if n not in order:
        order[n] = torch.randperm(n)
    result = []
    for i in range(0, n, batch_size):
        rows = order[n][i : i + batch_size]
        result.append([x[rows], y[rows]])
    return result
