def affine_backward(x, w, d_out):
    ones = torch.ones(x.shape[0], 1, dtype=x.dtype)
    both = torch.cat([x, ones], dim=1).T @ d_out
    return d_out.matmul(w.transpose(0, 1)), both[:-1], both[-1]
