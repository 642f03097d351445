def gd_step(w, lr):
    with torch.no_grad():
        w -= max(lr, 0.3) * w.grad
    w.grad = None
