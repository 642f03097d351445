def input_gradient(model, x, y):
    z = x.detach().clone().requires_grad_()
    F.cross_entropy(model(z), y).backward()
    return z.grad
