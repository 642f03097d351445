def gd_step(w, lr):
    g = w.grad
    w.grad = torch.zeros_like(g)
    w.data = w.data - lr * w.grad
