import torch


def train(model, x, y, steps):
    model.backward(x, model(x), y)
    for _ in range(steps):
        model.optimize()
