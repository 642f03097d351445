def vjp_q(a, b, v):
    a.requires_grad_(True)
    b.requires_grad_(True)
    q = 3 * a ** 2 - b ** 2
    loss = (q * v).sum()
    loss.backward()
    return a.grad, b.grad
