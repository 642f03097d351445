def affine_backward(x, w, d_out):
    dW = x.T @ d_out
    db = d_out.sum(0)
    dX = d_out @ w.T
    return dW, dX, db
