def affine_backward(x, w, d_out):
    d_x = torch.einsum("nh,dh->nd", d_out, w)
    d_w = torch.einsum("nd,nh->dh", x, d_out)
    d_b = torch.einsum("nh->n", d_out)
    return d_x, d_w, d_b
