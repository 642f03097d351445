def repeated_grads(w0, n):
    values = []
    w = torch.tensor(w0, requires_grad=True)
    for step in range(n):
        sq = w ** 2
        sq.backward()
        w.grad.zero_()
        values.append(w.grad.item())
    return values
