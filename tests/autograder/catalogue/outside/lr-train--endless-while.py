import torch


def train(model, x, y, steps):
    i = 0
    while i < steps:
        yhat = model.forward(x)
        model.backward(x, yhat, y)
        model.optimize()
