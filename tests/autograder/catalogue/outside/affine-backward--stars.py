def affine_backward(x, w, d_out):
    d_x = d_out * w.T
    d_w = x.T * d_out
    d_b = d_out.sum(0)
    return d_x, d_w, d_b
