def repeated_grads(w0: float, n: int) -> list:
    out = []
    for k in range(1, n):
        w = torch.tensor(w0, requires_grad=True)
        (w ** 2).backward()
        out.append(w.grad.item())
    return out
