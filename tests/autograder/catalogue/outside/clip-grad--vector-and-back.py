def clip_grad(params, max_norm):
    having = [p for p in params if p.grad is not None]
    flat = torch.cat([p.grad.reshape(-1) for p in having])
    total = flat.norm()
    flat = flat * torch.clamp(max_norm / (total + 1e-12), max=1)
    start = 0
    for p in having:
        p.grad.copy_(flat[start:start + p.numel()].view_as(p))
        start += p.numel()
    return float(total)
