import torch


def train(model, x, y, steps):
    for _ in range(steps):
        model.backward(x, y, model.forward(x))
        model.optimize()
