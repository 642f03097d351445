def clip_grad(params, max_norm):
    params = list(params)
    total = torch.stack([p.grad.norm() for p in params]).norm()
    if total > max_norm:
        for p in params:
            p.grad.mul_(max_norm / total)
    return total
