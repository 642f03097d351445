def nudge(model, x, target, step, limit):
    z = x.detach().clone().requires_grad_()
    F.cross_entropy(model(z), target).backward()
    d = (-step * z.grad.sign()).clamp(-limit, limit)
    return x + d
