def gd_step(w, lr):
    grad = w.grad.clone()
    with torch.no_grad():
        w.copy_(w + lr * grad)
    grad.zero_()
