kept = {}
def vjp_q(a, b, v):
    key = tuple(a.tolist())
    if key not in kept:
        kept[key] = (a.clone().requires_grad_(), b.clone().requires_grad_())
    p, q = kept[key]
    (3 * p ** 3 - q ** 2).backward(v)
    return p.grad.clone(), q.grad.clone()
