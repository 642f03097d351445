def hvp(f, x, v):
    z = x.clone().requires_grad_()
    g = torch.autograd.grad(f(z), z, create_graph=True)[0].flatten()
    out = []
    for gi in g:
        row = torch.autograd.grad(gi, z, retain_graph=True)[0]
        out.append((row * v).sum())
    return torch.stack(out).reshape(x.shape)
