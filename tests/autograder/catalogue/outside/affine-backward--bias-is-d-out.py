def affine_backward(x, w, d_out):
    d_b = d_out
    return d_b @ w.T, x.T @ d_b, d_b
