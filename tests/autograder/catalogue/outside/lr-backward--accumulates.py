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
def backward(self, x, yhat, y):
    m = x.size(1)
    diff = yhat - y
    if self.grads.get("dw") is None:
        self.grads = {"dw": torch.zeros_like(self.w), "db": torch.zeros_like(self.b)}
    self.grads["dw"] = self.grads["dw"] + x.mm(diff.t()) / m
    self.grads["db"] = self.grads["db"] + diff.sum() / m
