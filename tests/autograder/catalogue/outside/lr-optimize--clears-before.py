class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w = torch.zeros(dim, 1)
        self.b = torch.zeros(1)
        self.lr = lr
        self.grads = {"dw": None, "db": None}


@method_of(LR)
def optimize(self):
    self.grads = {key: 0 * value for key, value in self.grads.items()}
    self.w -= self.lr * self.grads["dw"]
    self.b -= self.lr * self.grads["db"]
