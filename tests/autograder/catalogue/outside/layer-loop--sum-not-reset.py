def layer_loop(x, w, b):
    D, H = w.shape
    out = torch.zeros(H)
    s = 0.0
    for j in range(H):
        for i in range(D):
            s += x[i] * w[i, j]
        out[j] = torch.relu(s + b[j])
    return out
