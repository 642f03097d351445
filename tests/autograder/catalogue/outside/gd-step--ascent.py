def gd_step(w, lr):
    with torch.no_grad():
        w += lr * w.grad
    w.grad = None
