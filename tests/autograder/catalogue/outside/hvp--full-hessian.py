def hvp(f, x, v):
    n = x.numel()
    H = torch.autograd.functional.hessian(lambda t: f(t.view(x.shape)), x.reshape(n))
    return (H @ v.reshape(n)).view(x.shape)
