class LR(nn.Module):
    """Logistic regression on columns: x is (dim, m), y is (1, m)."""

    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(dim, 1), requires_grad=False)
        self.b = nn.Parameter(torch.zeros(1), requires_grad=False)
        self.lr = lr
        self.grads = {}
        self.grads["dw"] = torch.zeros(dim, 1)
        self.grads["db"] = torch.zeros(1)


@method_of(LR)
def sigmoid(self, z):
    """1 / (1 + e^-z), element by element, for z of any shape."""
    return 1 / (1 + (-z).exp())


@method_of(LR)
def forward(self, x):
    weighted = self.w * x
    z = weighted.sum(dim=0) + self.b
    return self.sigmoid(z)
