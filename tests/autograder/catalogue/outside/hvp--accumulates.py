def hvp(f, x, v):
    z = x.clone().requires_grad_()
    f(z).backward(create_graph=True)
    (z.grad * v).sum().backward()
    return z.grad
