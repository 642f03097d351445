def nudge(model, x, target, step, limit):
    z = x.detach().clone().requires_grad_()
    F.cross_entropy(model(z), target, reduction="sum").backward()
    new = x - step * torch.sign(z.grad)
    new = torch.min(torch.max(new, x - limit), x + limit)
    return torch.min(torch.max(new, torch.tensor(0.0).to(x)), torch.tensor(1.0).to(x))
