def affine_backward(x, w, d_out):
    d_x = torch.zeros_like(x)
    d_w = torch.zeros_like(w)
    d_b = torch.zeros(w.shape[1], dtype=w.dtype)
    for i in range(len(x)):
        d_w = torch.outer(x[i], d_out[i])
        d_b = d_out[i]
        d_x[i] = w @ d_out[i]
    return d_x, d_w, d_b
