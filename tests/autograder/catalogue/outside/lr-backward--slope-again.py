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
    m = y.shape[1]
    # chain rule: dJ/dz = dJ/dyhat * dyhat/dz
    dz = (yhat - y) * yhat * (1 - yhat)
    dw = torch.matmul(x, dz.T)
    db = torch.sum(dz, dim=1)
    self.grads["dw"] = dw / m
    self.grads["db"] = db / m
