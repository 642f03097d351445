def gd_step(w: torch.Tensor, lr: float) -> None:
    w.grad.zero_()
    with torch.no_grad():
        w.sub_(lr * w.grad)
