def nudge(model, x, target, step, limit):
    z = nn.Parameter(x.detach().clone())
    opt = optim.SGD([z], lr=step)
    opt.zero_grad()
    F.cross_entropy(model(z), target).backward()
    z.grad.sign_()
    opt.step()
    with torch.no_grad():
        z.clamp_(x - limit, x + limit).clamp_(0, 1)
    return z.detach()
