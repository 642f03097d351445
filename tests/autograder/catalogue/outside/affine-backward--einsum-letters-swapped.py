def affine_backward(x, w, d_out):
    d_x = torch.einsum("nh,dh->nd", d_out, w)
    d_w = torch.einsum("nd,nh->hd", x, d_out)
    d_b = torch.einsum("nh->h", d_out)
    return d_x, d_w, d_b
