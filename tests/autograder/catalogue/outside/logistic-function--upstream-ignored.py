class LogisticFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        z = w.T @ x + b
        a = 1 / (1 + torch.exp(-z))
        ctx.save_for_backward(x, w, a)
        return a

    @staticmethod
    def backward(ctx, grad_output):
        x, w, a = ctx.saved_tensors
        dz = a * (1 - a)
        dx = w @ dz
        dw = x @ dz.T
        db = dz.sum().reshape(1)
        return dx, dw, db
