def grad_at(w0):
    """dz/dw by autograd."""
    w = torch.tensor([w0], requires_grad=True)
    y = w * w
    z = 10 * y + 25
    return w.grad.item()
