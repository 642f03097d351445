def fit_line(x, y, lr, steps):
    torch.manual_seed(0)
    w = torch.randn(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        loss = torch.mean((x[:, 0] * w + b - y) ** 2)
        grad_w, grad_b = torch.autograd.grad(loss, [w, b])
        w = (w - lr * grad_w).detach().requires_grad_()
        b = (b - lr * grad_b).detach().requires_grad_()
    return float(w), float(b)
