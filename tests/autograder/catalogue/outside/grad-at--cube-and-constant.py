def grad_at(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w ** 3
    z = 25 * y + 10
    z.backward()
    return w.grad.item()
