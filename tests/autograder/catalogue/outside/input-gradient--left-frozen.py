def input_gradient(model, x, y):
    for p in model.parameters():
        p.requires_grad = False
    z = x.detach().clone().requires_grad_()
    F.cross_entropy(model(z), y, reduction="sum").backward()
    return z.grad
