import torch


def train(model, x, y, steps):
    for _ in range(steps):
        yhat = (model.forward(x) > 0.5).float()
        model.backward(x, yhat, y)
        model.optimize()
