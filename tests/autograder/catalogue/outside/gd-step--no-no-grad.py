def gd_step(w, lr):
    """One step of gradient descent."""
    step = lr * w.grad
    w -= step
    w.grad.zero_()
