import math

import torch
import torch.nn as nn


class LR(nn.Module):

    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.dim = dim
        self.lr = lr
        self.w = torch.zeros(size=(dim, 1), dtype=torch.float32)
        self.b = 0.0
        self.grads = dict(dw=None, db=None)

    def sigmoid(self, z):
        out = torch.empty_like(z)
        positive = z < 0
        out[positive] = 1 / (1 + torch.exp(-z[positive]))
        e = torch.exp(z[~positive])
        out[~positive] = e / (1 + e)
        return out

    def forward(self, x):
        columns = []
        for i in range(x.shape[1]):
            z = (self.w[:, 0] * x[:, i]).sum() + self.b
            columns.append(self.sigmoid(z).reshape(1, 1))
        return torch.cat(columns, dim=1)

    def backward(self, x, yhat, y):
        m = x.shape[1]
        dw = torch.zeros(x.shape[0], 1, dtype=x.dtype)
        db = 0.0
        for i in range(m):
            error = yhat[0, i] - y[0, i]
            dw[:, 0] += error * x[:, i]
            db += error
        self.grads["dw"] = dw / m
        self.grads["db"] = db / m

    def optimize(self):
        dw = self.grads["dw"]
        db = self.grads["db"]
        self.w = self.w - self.lr * dw
        self.b = self.b - self.lr * db
