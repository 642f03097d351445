def hvp(f, x, v):
    z = x.detach().clone()
    z.requires_grad = True
    y = f(z)
    y.backward(create_graph=True)
    g, z.grad = z.grad, None
    torch.mul(g, v).sum().backward()
    return z.grad
