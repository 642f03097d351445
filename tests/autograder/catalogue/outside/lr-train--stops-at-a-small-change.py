import torch


def train(model, x, y, steps):
    last = float("inf")
    for i in range(steps):
        yhat = model.forward(x)
        loss = -(y * yhat.log() + (1 - y) * (1 - yhat).log()).mean().item()
        if abs(last - loss) < 1e-5:
            break
        last = loss
        model.backward(x, yhat, y)
        model.optimize()
