def clip_grad(params, max_norm):
    total = math.sqrt(sum(p.grad.pow(2).sum().item() for p in params if p.grad is not None))
    if total > max_norm:
        for p in params:
            if p.grad is not None:
                p.grad.mul_(max_norm / total)
    return total
