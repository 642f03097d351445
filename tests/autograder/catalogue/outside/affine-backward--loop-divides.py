def affine_backward(x, w, d_out):
    d_x, d_w = d_out @ w.T, torch.zeros_like(w)
    d_b = torch.zeros_like(d_out[0])
    for sample, up in zip(x, d_out):
        d_w += torch.outer(sample, up)
        d_b += up
    return d_x, d_w / len(x), d_b / len(x)
