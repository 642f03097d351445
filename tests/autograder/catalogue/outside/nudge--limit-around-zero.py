def nudge(model, x, target, step, limit):
    z = x.detach().clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(z), target), z)[0]
    new = x - step * g.sign()
    new = torch.where((new - x).abs() > limit, new.clamp(-limit, limit), new)
    return new.clamp(0, 1)
