def intermediate_grad(w0):
    y = torch.tensor(w0 ** 2, requires_grad=True)
    (10 * y + 25).backward()
    return float(y.grad)
