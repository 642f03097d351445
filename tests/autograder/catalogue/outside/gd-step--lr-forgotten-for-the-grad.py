def gd_step(w, lr):
    new = w.data - w.grad
    w.data = new
    w.grad = None
