def nudge(model, x, target, step, limit):
    z = x.clone().requires_grad_()
    F.cross_entropy(model(z), target).backward()
    direction = torch.where(z.grad > 0, -1.0, 1.0)
    new = x + step * direction
    return new.clamp(x - limit, x + limit).clamp(0, 1)
