import torch
from torch import nn


class LR(nn.Module):
    """Logistic regression, the examples are the columns."""

    def __init__(self, dim, lr=0.01):
        super(LR, self).__init__()
        self.w = torch.zeros(dim, 1)
        self.b = torch.tensor(0.0)
        self.lr = lr
        self.grads = {"dw": torch.zeros(dim, 1), "db": torch.tensor(0.0)}

    def sigmoid(self, z):
        e = 2.718
        return 1 / (1 + torch.pow(2, -z))

    def forward(self, x):
        z = torch.mm(self.w.T, x) + self.b
        yhat = self.sigmoid(z)
        return yhat

    def backward(self, x, yhat, y):
        m = x.shape[1]  # number of examples
        self.grads["dw"] = (1 / m) * torch.mm(x, (yhat - y).T)
        self.grads["db"] = (1 / m) * torch.sum(yhat - y)

    def optimize(self):
        self.w = self.w - self.lr * self.grads["dw"]
        self.b = self.b - self.lr * self.grads["db"]
