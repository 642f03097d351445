class LogisticFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        z = w.t() @ x + b
        out = torch.sigmoid(z)
        ctx.save_for_backward(x, w)
        return out

    @staticmethod
    def backward(ctx, grad_out):
        x, w, out = ctx.saved_tensors
        dz = grad_out * out * (1 - out)
        return w @ dz, x @ dz.t(), dz.sum(1)
