def layer_loop(x, w, b):
    n_in, n_out = w.shape
    y = torch.zeros(n_out)
    for j in range(n_out):
        for i in range(n_in):
            y[j] += x[i] * w[i, j] + b[j]
        if y[j] < 0:
            y[j] = 0
    return y
