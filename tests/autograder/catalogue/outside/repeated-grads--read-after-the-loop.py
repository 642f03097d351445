def repeated_grads(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    for _ in range(n):
        (w ** 2).backward()
    return [w.grad.item()] * n if n else []
