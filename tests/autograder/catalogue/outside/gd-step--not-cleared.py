def gd_step(w, lr):
    with torch.no_grad():
        w.sub_(lr * w.grad)
