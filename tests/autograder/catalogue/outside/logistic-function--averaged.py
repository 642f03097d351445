class LogisticFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        yhat = torch.sigmoid(w.T @ x + b)
        ctx.save_for_backward(x, w, b, yhat)
        return yhat

    @staticmethod
    def backward(ctx, g):
        x, w, b, yhat = ctx.saved_tensors
        m = x.shape[1]
        dz = g * yhat * (1 - yhat)
        dw = x @ dz.T / m
        db = dz.sum().reshape(b.shape) / m
        dx = w @ dz
        return dx, dw, db
