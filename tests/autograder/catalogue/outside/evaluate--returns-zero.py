import torch


def evaluate(model, loader):
    return 0.0
