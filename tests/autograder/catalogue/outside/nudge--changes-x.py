def nudge(model, x, target, step, limit):
    old = x.clone()
    z = x.clone().requires_grad_()
    F.cross_entropy(model(z), target).backward()
    x -= step * z.grad.sign()
    x.clamp_(old - limit, old + limit)
    x.clamp_(0, 1)
    return x
