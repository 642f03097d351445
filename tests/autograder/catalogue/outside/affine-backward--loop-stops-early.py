def affine_backward(x, w, d_out):
    d_x = torch.zeros_like(x)
    d_w, d_b = 0, 0
    for i in range(len(x) - 1):
        d_x[i] = d_out[i] @ w.T
        d_w = d_w + torch.outer(x[i], d_out[i])
        d_b = d_b + d_out[i]
    return d_x, d_w, d_b
