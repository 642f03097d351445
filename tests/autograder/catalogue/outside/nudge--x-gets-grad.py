def nudge(model, x, target, step, limit):
    x.requires_grad_()
    F.cross_entropy(model(x), target).backward()
    g = x.grad
    new = x.detach() - step * g.sign()
    return new.clamp(x.detach() - limit, x.detach() + limit).clamp(0, 1)
