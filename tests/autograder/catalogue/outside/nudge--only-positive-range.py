def nudge(model, x, target, step, limit):
    z = x.clone().requires_grad_()
    F.cross_entropy(model(z), target).backward()
    new = (x - step * z.grad.sign()).clamp(x - limit, x + limit)
    return F.relu(new)
