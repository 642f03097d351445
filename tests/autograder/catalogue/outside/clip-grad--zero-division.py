def clip_grad(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    total = math.sqrt(sum(g.square().sum().item() for g in grads))
    scale = min(1.0, max_norm / total)
    for g in grads:
        g.mul_(scale)
    return total
