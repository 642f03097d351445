def affine_backward(x, w, d_out):
    d_x = w @ d_out.T
    d_w = d_out.T @ x
    d_b = d_out.T.sum(1)
    return d_x, d_w, d_b
