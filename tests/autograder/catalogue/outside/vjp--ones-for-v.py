def vjp_q(a, b, v):
    a = a.clone().requires_grad_(True)
    b = b.clone().requires_grad_(True)
    Q = 3 * a ** 3 - b ** 2
    Q.backward(gradient=torch.ones_like(Q))
    return a.grad, b.grad
