class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w = torch.zeros(dim, 1)
        self.b = torch.zeros(1)
        self.lr = lr
        self.grads = {"dw": None, "db": None}


@method_of(LR)
def optimize(self):
    """One step."""
    step_w = self.lr * self.grads["dw"]
    step_b = self.lr * self.grads["db"]
    self.w = self.w - step_w
