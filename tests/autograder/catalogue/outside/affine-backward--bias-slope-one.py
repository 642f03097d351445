def affine_backward(x, w, d_out):
    dx = d_out.matmul(w.T)
    dw = x.T.matmul(d_out)
    db = torch.ones(w.shape[1])
    return dx, dw, db
