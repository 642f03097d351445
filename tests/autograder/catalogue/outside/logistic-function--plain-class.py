import torch


class LogisticFn:
    @staticmethod
    def apply(x, w, b):
        return torch.sigmoid(w.T @ x + b)
