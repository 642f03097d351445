class LogisticFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        z = torch.mm(w.t(), x)
        out = torch.sigmoid(z)
        ctx.save_for_backward(x, w, out)
        return out

    @staticmethod
    def backward(ctx, grad_out):
        x, w, out = ctx.saved_tensors
        dz = grad_out * out * (1 - out)
        return w @ dz, x @ dz.t(), dz.sum(1)
