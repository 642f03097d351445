def hvp(f, x, v):
    z = x.detach().clone().requires_grad_(True)
    first = torch.autograd.grad(outputs=f(z), inputs=z, create_graph=True)[0]
    first.backward(v)
    return z.grad
