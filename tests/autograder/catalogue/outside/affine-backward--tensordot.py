def affine_backward(x, w, d_out):
    d_x = torch.tensordot(d_out, w, dims=([1], [1]))
    d_w = torch.tensordot(x, d_out, dims=([0], [0]))
    return d_x, d_w, torch.sum(d_out, 0)
