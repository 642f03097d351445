def vjp_q(a, b, v):
    # dQ/da = 9a^2, dQ/db = -2b
    grad_a = 9 * a ** 2 * v
    grad_b = 2 * b * v
    return grad_a, grad_b
