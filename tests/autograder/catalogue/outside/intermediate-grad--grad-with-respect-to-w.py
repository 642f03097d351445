def intermediate_grad(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w ** 2
    z = 10 * y + 25
    g = torch.autograd.grad(z, w)[0]
    return g.item()
