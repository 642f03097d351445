def affine_backward(x, w, d_out):
    out = x @ w
    d_out = d_out * (out > 0)
    return d_out @ w.T, x.T @ d_out, d_out.sum(dim=0)
