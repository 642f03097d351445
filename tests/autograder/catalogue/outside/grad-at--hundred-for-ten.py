def grad_at(w0):
    def z_of(w):
        y = w ** 2
        return 100 * y + 25
    w = torch.tensor(w0, requires_grad=True)
    grads = torch.autograd.grad(z_of(w), w)
    return grads[0].item()
