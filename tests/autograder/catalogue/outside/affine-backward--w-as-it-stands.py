def affine_backward(x, w, d_out):
    d_x = torch.matmul(d_out, w)
    d_w = torch.matmul(x.T, d_out)
    return d_x, d_w, d_out.sum(0)
