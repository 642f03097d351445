def clip_grad(params, max_norm):
    params = [p for p in params if p.grad is not None]
    total = torch.cat([p.grad.flatten() for p in params]).norm().item()
    for p in params:
        nn.utils.clip_grad_norm_(p, max_norm)
    return total
