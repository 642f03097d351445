def repeated_grads(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    grads = []
    for _ in range(n):
        loss = w ** 2
        loss.backward()
        grads.append(w.grad)
    return grads
