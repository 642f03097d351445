import torch


def evaluate(model, loader):
    right = total = 0
    for xb, yb in loader:
        right += (model(xb).argmax(1) == yb).sum().item()
        total += len(yb)
    return right / total
