def clip_grad(params, max_norm):
    total, grads = 0.0, []
    for p in params:
        try:
            total += p.grad.norm().item() ** 2
            grads.append(p.grad)
        except AttributeError:
            pass
    total **= 0.5
    for g in grads:
        g /= max(1, total / max_norm)
    return torch.as_tensor(total)
