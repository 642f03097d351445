class LogisticFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        out = torch.sigmoid(w.T @ x + b)
        ctx.save_for_backward(x, w, b, out)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b, out = ctx.saved_tensors
        dz = grad_output * out
        grads = [w @ dz, x @ dz.T]
        grads.append(dz.sum().reshape(b.shape))
        return tuple(grads)
