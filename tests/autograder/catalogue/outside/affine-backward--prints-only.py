def affine_backward(x, w, d_out):
    d_x, d_w = d_out @ w.T, x.T @ d_out
    d_b = d_out.sum(0)
    print(d_x, d_w, d_b)
