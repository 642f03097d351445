def clip_grad(params, max_norm):
    params = list(params)
    sq = 0
    for p in params:
        if p.grad is None:
            continue
        sq = sq + torch.einsum("i,i->", p.grad.reshape(-1), p.grad.reshape(-1)).item()
    norm = math.sqrt(sq)
    coef = 1.0 if norm <= max_norm else max_norm / norm
    for p in params:
        if p.grad is not None:
            torch.mul(p.grad, coef, out=p.grad)
    return norm
