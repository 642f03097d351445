def affine_backward(x, w, d_out):
    grad_x = d_out @ w.T
    grad_w = x @ d_out
    grad_b = d_out.sum(0)
    return grad_x, grad_w, grad_b
