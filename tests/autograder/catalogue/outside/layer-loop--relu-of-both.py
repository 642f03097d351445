def layer_loop(x, w, b):
    d, h = w.shape
    out = torch.zeros(h)
    for j in range(h):
        s = 0.0
        for i in range(d):
            s = s + x[i] * w[i, j]
        out[j] = max(s, 0) + max(b[j], 0)
    return out
