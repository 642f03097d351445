import torch


class LogisticFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        out = torch.sigmoid(w.t() @ x + b)
        ctx.save_for_backward(x, w, out)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        x, w, out = ctx.saved_tensors
        dz = grad_output * out * (1 - out)
        return w @ dz, x @ dz.t(), dz.sum()
