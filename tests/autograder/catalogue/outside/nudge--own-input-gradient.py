def input_gradient(model, x, y):
    z = x.detach().clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(model(z), y, reduction="sum"), z)[0]

def nudge(model, x, target, step, limit):
    g = input_gradient(model, x, target)
    lower = (x - limit).clamp(min=0)
    upper = (x + limit).clamp(max=1)
    return torch.clamp(x - g.sign() * step, lower, upper)
