def numerical_gradient(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        up = f(x + h)
        down = f(x - h)
        grad.view(-1)[i] = (up - down) / (2 * h)
    return grad
