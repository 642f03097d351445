def affine_backward(x, w, d_out):
    d_x = torch.matmul(d_out, w.transpose(0, 1))
    d_w = torch.matmul(x.transpose(0, 1), d_out)
    d_b = torch.sum(d_out, dim=0, keepdim=True)
    return d_x, d_w, d_b
