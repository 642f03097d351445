def affine_backward(x, w, d_out):
    d_x = torch.mm(d_out, w.t())
    d_w = torch.mm(x.t(), d_out)
    d_b = torch.sum(d_out)
    return d_x, d_w, d_b
