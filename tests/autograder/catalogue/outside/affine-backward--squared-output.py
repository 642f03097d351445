def affine_backward(x, w, d_out):
    x, w = x.clone().requires_grad_(), w.clone().requires_grad_()
    b = torch.zeros(d_out.shape[1], dtype=w.dtype, requires_grad=True)
    out = x @ w + b
    (d_out * out ** 2).sum().backward()
    return x.grad, w.grad, b.grad
