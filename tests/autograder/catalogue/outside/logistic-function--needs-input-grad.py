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
        dx = w.mm(dz) if ctx.needs_input_grad[0] else None
        dw = x.mm(dz.t()) if ctx.needs_input_grad[1] else None
        db = dz.sum().view(-1) if ctx.needs_input_grad[2] else None
        return dx, dw, db
