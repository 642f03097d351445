def affine_backward(x, w, d_out):
    d_x = d_out @ w.T
    d_w = torch.outer(x.mean(0), d_out.mean(0))
    return d_x, d_w, d_out.sum(0)
