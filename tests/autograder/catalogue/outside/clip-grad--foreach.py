def clip_grad(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    norms = torch._foreach_norm(grads)
    total = torch.linalg.vector_norm(torch.stack(norms))
    if total > max_norm:
        torch._foreach_mul_(grads, (max_norm / total).item())
    return total.item()
