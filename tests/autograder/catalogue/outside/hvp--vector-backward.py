def hvp(f, x, v):
    z = x.clone().requires_grad_()
    f(z).backward(create_graph=True)
    g = z.grad
    z.grad = None
    (g * v).backward()
    return z.grad
