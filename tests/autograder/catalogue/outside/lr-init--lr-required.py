import torch
from torch import nn


class LR(nn.Module):
    def __init__(self, dim, lr):
        super().__init__()
        self.w = torch.zeros(dim, 1)
        self.b = torch.zeros(1)
        self.lr = lr
        self.grads = {"dw": torch.zeros(dim, 1), "db": torch.zeros(1)}

    def sigmoid(self, z):
        return 1 / (1 + torch.exp(-z))

    def forward(self, x):
        return self.sigmoid(self.w.T @ x + self.b)

    def backward(self, x, yhat, y):
        err = yhat - y
        m = x.shape[1]
        self.grads["dw"] = x @ err.T / m
        self.grads["db"] = err.sum() / m

    def optimize(self):
        self.w = self.w - self.lr * self.grads["dw"]
        self.b = self.b - self.lr * self.grads["db"]
