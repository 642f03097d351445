class LogisticFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        result = torch.sigmoid(torch.mm(w.t(), x) + b)
        ctx.save_for_backward(x, w, b, result)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b, result = ctx.saved_tensors
        grad_z = grad_output * result * (1.0 - result)
        grad_w = torch.mm(x, grad_z.t())
        grad_x = torch.mm(w, grad_z)
        grad_b = grad_z.sum().view_as(b)
        return grad_w, grad_x, grad_b
