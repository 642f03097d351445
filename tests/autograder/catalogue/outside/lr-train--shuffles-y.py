import torch


def train(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        model.backward(x, yhat, y[:, torch.randperm(y.shape[1])])
        model.optimize()
