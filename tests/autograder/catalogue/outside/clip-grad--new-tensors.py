def clip_grad(params, max_norm):
    params = [p for p in params if p.grad is not None]
    total = math.sqrt(sum(p.grad.pow(2).sum().item() for p in params))
    if total > max_norm:
        for p in params:
            p.grad = p.grad * (max_norm / total)
    return total
