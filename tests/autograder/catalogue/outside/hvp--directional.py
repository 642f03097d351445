def hvp(f, x, v):
    z = x.clone().requires_grad_()
    f(z).backward()
    return z.grad * v
