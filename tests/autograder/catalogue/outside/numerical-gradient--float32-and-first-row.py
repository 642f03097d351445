def numerical_gradient(f, x, h=1e-5):
    base = x.float()
    grad = torch.zeros_like(x)
    for i in range(len(x)):
        step = torch.zeros_like(base)
        step.view(-1)[i] = h
        grad.view(-1)[i] = (f(base + step) - f(base - step)) / (2 * h)
    return grad
