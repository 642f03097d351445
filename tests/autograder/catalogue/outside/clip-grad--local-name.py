def clip_grad(params, max_norm):
    params = [p for p in params if p.grad is not None]
    total = math.sqrt(sum(p.grad.pow(2).sum().item() for p in params))
    for p in params:
        g = p.grad
        if total > max_norm:
            g = g * (max_norm / total)
    return total
