def repeated_grads(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    results = []
    for i in range(n):
        y = w ** 2
        y.backward()
        results.append(w.grad.item())
    return results
