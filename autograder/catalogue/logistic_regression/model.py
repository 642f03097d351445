"""The reference of the class LR, which the wrong methods are put into."""

from __future__ import annotations

import torch
from torch import nn

CHAPTER = "04_logistic_regression"


class LR(nn.Module):
    """Logistic regression on columns: x is (dim, m), y is (1, m)."""

    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w = torch.zeros(dim, 1)
        self.b = torch.zeros(())
        self.lr = lr
        self.grads = {"dw": torch.zeros(dim, 1), "db": torch.zeros(())}

    def sigmoid(self, z):
        return torch.sigmoid(z)

    def forward(self, x):
        return self.sigmoid(self.w.T @ x + self.b)

    def backward(self, x, yhat, y):
        m = x.shape[1]
        self.grads["dw"] = (1 / m) * x @ (yhat - y).T
        self.grads["db"] = (1 / m) * (yhat - y).sum()

    def optimize(self):
        self.w = self.w - self.lr * self.grads["dw"]
        self.b = self.b - self.lr * self.grads["db"]


class ParameterLR(LR):
    """The same with registered Parameters, as many write it."""

    def __init__(self, dim, lr=0.01):
        super().__init__(dim, lr)
        w, b = self.w, self.b
        del self.w, self.b
        self.w, self.b = nn.Parameter(w), nn.Parameter(b)
