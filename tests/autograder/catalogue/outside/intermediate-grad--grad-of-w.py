def intermediate_grad(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w ** 2
    y.retain_grad()
    z = 10 * y + 25
    z.backward()
    return w.grad.item()
