def input_gradient(model, x, y):
    x.requires_grad_(True)
    loss = F.cross_entropy(model(x), y, reduction="sum")
    grad, = torch.autograd.grad(loss, x)
    return grad
