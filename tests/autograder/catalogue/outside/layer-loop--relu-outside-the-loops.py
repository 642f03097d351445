def layer_loop(x, w, b):
    d, h = w.shape
    out = torch.zeros(h)
    z = 0.0
    for j in range(h):
        z = b[j].clone()
        for i in range(d):
            z += x[i] * w[i, j]
        out[j] = z
    if z < 0:
        out[j] = 0
    return out
