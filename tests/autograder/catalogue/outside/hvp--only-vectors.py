def hvp(f, x, v):
    z = x.clone().requires_grad_()
    g = torch.autograd.grad(f(z), z, create_graph=True)[0]
    return torch.autograd.grad(g @ v, z)[0]
