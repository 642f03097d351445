def vjp_q(a, b, v):
    return v * 9 * a.pow(2), -2 * b * v
