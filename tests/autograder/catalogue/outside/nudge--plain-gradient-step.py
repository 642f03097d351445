def nudge(model, x, target, step, limit):
    z = x.detach().clone().requires_grad_()
    F.cross_entropy(model(z), target).backward()
    d = torch.clamp(step * z.grad, -limit, limit)
    return (x - d).clamp(0, 1)
