def affine_backward(x, w, d_out):
    d_out = d_out / d_out.shape[0]
    return d_out @ w.T, x.T @ d_out, d_out.sum(0)
