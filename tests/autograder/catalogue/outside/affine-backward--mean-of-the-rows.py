def affine_backward(x, w, d_out):
    db = torch.mean(d_out, 0)
    dw = x.T.mm(d_out)
    dx = d_out.mm(w.T)
    return dx, dw, db
