def clip_grad(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    total = sum(g.norm().item() for g in grads)
    if total > max_norm:
        for g in grads:
            g *= max_norm / total
    return total
