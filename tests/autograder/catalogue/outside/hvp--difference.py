def hvp(f, x, v):
    def df(z):
        z = z.detach().requires_grad_()
        return torch.autograd.grad(f(z), z)[0]
    eps = 1e-4
    return (df(x + eps * v) - df(x - eps * v)) / (2 * eps)
