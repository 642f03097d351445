def repeated_grads(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    out = []
    for i in range(n + 1):
        loss = w ** 2
        loss.backward()
        out.append(w.grad.item())
    return out
