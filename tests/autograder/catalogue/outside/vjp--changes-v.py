def vjp_q(a, b, v):
    v *= -1
    return -9 * a ** 2 * v, 2 * b * v
