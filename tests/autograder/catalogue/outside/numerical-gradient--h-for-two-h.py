def numerical_gradient(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    flat = grad.view(-1)
    for k in range(x.numel()):
        plus = x.clone()
        minus = x.clone()
        plus.view(-1)[k] += h
        minus.view(-1)[k] -= h
        flat[k] = (f(plus) - f(minus)) / h
    return grad
