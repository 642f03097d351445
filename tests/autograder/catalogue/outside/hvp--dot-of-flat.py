def hvp(f, x, v):
    z = x.clone().requires_grad_()
    g = torch.autograd.grad(f(z), z, create_graph=True)[0]
    dot = torch.dot(g.flatten(), v.flatten())
    return torch.autograd.grad(dot, z)[0].detach()
