def affine_backward(x, w, d_out):
    d_x = d_out @ w.T
    d_w = x.T @ d_out
    return d_x, d_w
