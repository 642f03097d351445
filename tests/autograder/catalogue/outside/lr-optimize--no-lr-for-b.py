from __future__ import annotations

import torch
from torch import Tensor, nn


class LR(nn.Module):

    def __init__(self, dim: int, lr: float = 0.01) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.zeros((dim, 1)))
        self.b = nn.Parameter(torch.zeros(1))
        self.lr = lr
        self.grads: dict[str, Tensor] = {}
        for name in ("dw", "db"):
            self.grads[name] = torch.zeros(1)

    def sigmoid(self, z: Tensor) -> Tensor:
        return 1.0 / (1.0 + torch.exp(-z))

    def forward(self, x: Tensor) -> Tensor:
        return self.sigmoid(self.w.t().matmul(x) + self.b)

    @torch.no_grad()
    def backward(self, x: Tensor, yhat: Tensor, y: Tensor) -> None:
        diff = yhat - y
        n_examples = diff.size(1)
        self.grads["dw"] = x.matmul(diff.t()) / n_examples
        self.grads["db"] = diff.mean()

    def optimize(self) -> None:
        with torch.no_grad():
            self.w -= self.lr * self.grads["dw"]
            self.b -= self.grads["db"]
