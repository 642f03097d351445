import torch


def train(model, x, y, steps):
    for i in range(steps):
        yhat = model.forward(x)
        model.backward(x, yhat, y)
        model.optimize()
        model.lr *= 0.95
