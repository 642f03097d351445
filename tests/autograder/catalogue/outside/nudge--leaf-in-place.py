def nudge(model, x, target, step, limit):
    x = x.clone().requires_grad_()
    F.cross_entropy(model(x), target).backward()
    x -= step * x.grad.sign()
    return x.clamp(0, 1)
