def vjp_q(a, b, v):
    a1 = a.clone().requires_grad_()
    b1 = b.clone().requires_grad_()
    out = 3 * a1 ** 3 - b1 ** 2
    gb, ga = torch.autograd.grad(out, (a1, b1), grad_outputs=v)
    return ga, gb
