def repeated_grads(w0, n):
    w = torch.tensor([w0] * n, requires_grad=True)
    torch.stack([v ** 2 for v in w]).sum().backward()
    return w.grad.tolist()
