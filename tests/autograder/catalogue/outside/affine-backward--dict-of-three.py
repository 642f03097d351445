def affine_backward(x, w, d_out):
    return dict(d_x=d_out @ w.T, d_w=x.T @ d_out, d_b=d_out.sum(0))
