def descend(f, w0, lr, steps):
    """Plain gradient descent from a copy of w0."""
    def grad_of(point):
        point = point.detach().requires_grad_()
        return torch.autograd.grad(f(point), point)[0]
    w = w0.clone()
    for _ in range(steps):
        w = w + lr * grad_of(w)
    return w
