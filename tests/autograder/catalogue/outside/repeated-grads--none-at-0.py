def repeated_grads(w0, n):
    if n == 0:
        return None
    w = torch.tensor(w0, requires_grad=True)
    found = []
    for _ in range(n):
        w.grad = None
        (w * w).backward()
        found.append(w.grad.item())
    return found
