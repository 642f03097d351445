def intermediate_grad(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w ** 2
    z = 25 * y + 10
    z.backward()
    return y.grad.item()
