def affine_backward(x, w, d_out):
    return x.T @ d_out, d_out.sum(0), d_out @ w.T
