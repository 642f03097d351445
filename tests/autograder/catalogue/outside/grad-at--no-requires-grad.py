def grad_at(w0: float) -> float:
    w = torch.tensor(w0)
    y = w ** 2
    z = 10 * y + 25
    z.backward()
    return w.grad.item()
