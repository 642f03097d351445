def repeated_grads(w0, n):
    leaves = [torch.tensor(w0, requires_grad=True) for _ in range(n)]
    for leaf in leaves:
        (leaf ** 2).backward()
    return [float(leaf.grad) for leaf in leaves]
