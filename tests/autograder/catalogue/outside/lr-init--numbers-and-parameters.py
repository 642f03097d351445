import torch
from torch import nn


class LR(nn.Module):
    def __init__(self, dim, lr=1e-2):
        super(LR, self).__init__()
        self.w = nn.Parameter(torch.zeros([dim, 1]), requires_grad=False)
        self.b = 0.0
        self.lr = lr
        self.grads = {k: None for k in ("dw", "db")}

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
