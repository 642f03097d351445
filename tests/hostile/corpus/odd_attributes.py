# Tries: attributes that are sparse, nested, huge, and on no device.
# Cell: ok
# Probe: answered
# ruff: noqa
import torch


class LR(torch.nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w, self.b = torch.eye(3).to_sparse(), torch.zeros(1).expand(2**31)
        self.lr, self.grads = 10**5000, {"dw": torch.zeros(2**31, 0), "db": None}

    def sigmoid(self, z):
        return torch.empty(z.shape, device="meta")
