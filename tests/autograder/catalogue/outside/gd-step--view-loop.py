def gd_step(w, lr):
    for i in range(w.numel()):
        w.data.view(-1)[i] -= lr * w.grad.view(-1)[i]
    w.grad.zero_()
