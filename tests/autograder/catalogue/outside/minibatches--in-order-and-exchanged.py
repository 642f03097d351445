import random


def minibatches(x, y, batch_size):
    pairs = [(x[i], y[i]) for i in range(len(x))]
    while pairs:
        batch, pairs = pairs[:batch_size], pairs[batch_size:]
        xb = torch.stack([a for a, _ in batch])
        yb = torch.stack([c for _, c in batch])
        yield yb, xb
