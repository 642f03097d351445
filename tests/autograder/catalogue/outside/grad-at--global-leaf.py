w = torch.tensor(3.0, requires_grad=True)
def grad_at(w0):
    y = w ** 2
    z = 10 * y + 25
    z.backward()
    return w.grad.item()
