def gd_step(w, lr):
    torch.nn.utils.clip_grad_norm_([w], 0.1)
    with torch.no_grad():
        w -= lr * w.grad
    w.grad = None
