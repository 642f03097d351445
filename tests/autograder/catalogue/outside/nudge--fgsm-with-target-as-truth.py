def nudge(model, x, target, step, limit):
    z = x.detach().clone().requires_grad_()
    F.cross_entropy(model(z), target).backward()
    z = x + step * z.grad.sign()
    z = torch.max(torch.min(z, x + limit), x - limit)
    return z.clamp(0, 1)
