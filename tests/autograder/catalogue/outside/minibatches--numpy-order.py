import numpy as np


def minibatches(x, y, batch_size):
    order = np.random.permutation(len(x))
    return [
        (x[order[i : i + batch_size]], y[order[i : i + batch_size]])
        for i in range(0, len(order), batch_size)
    ]
