def layer_loop(x, w, b):
    out = []
    for j in range(w.shape[1]):
        total = b[j].item()
        for i in range(w.shape[0]):
            total += (x[i] * w[i, j]).item()
        out[j] = max(total, 0)
    return torch.tensor(out)
