def gd_step(w, lr):
    with torch.no_grad():
        w = w - lr * w.grad
        w.grad = None
