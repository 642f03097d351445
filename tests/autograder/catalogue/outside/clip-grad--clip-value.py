def clip_grad(params, max_norm):
    params = [p for p in params if p.grad is not None]
    total = math.sqrt(sum((p.grad ** 2).sum().item() for p in params))
    nn.utils.clip_grad_value_(params, max_norm)
    return total
