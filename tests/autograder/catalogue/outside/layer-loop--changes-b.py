def layer_loop(x, w, b):
    d, h = w.shape
    out = torch.zeros(h)
    for j in range(h):
        z = b[j]
        for i in range(d):
            z += x[i] * w[i, j]
        out[j] = max(z, torch.tensor(0.0))
    return out
