def backprop_mlp(x, y, w0, b, w1):
    n = len(x)
    z = x @ w0 + b
    h = z.clamp(min=0)
    p = torch.softmax(h @ w1, 1)
    d = p
    d[torch.arange(n), y] -= 1
    loss = -torch.log(p[torch.arange(n), y]).mean()
    d = d / n
    dh = d @ w1.T
    dz = dh * (z > 0)
    return {"loss": loss, "d_logits": d, "d_w1": h.T @ d, "d_hidden": dh, "d_w0": x.T @ dz, "d_b": dz.sum(0)}
