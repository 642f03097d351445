import numpy as np
def mse(pred, target):
    return np.mean((pred.numpy()[:, 0] - target.numpy()) ** 2)
