def layer_loop(x, w, b):
    """One neuron after the other."""
    h = torch.zeros(len(b))
    for j, bias in enumerate(b):
        total = bias.clone()
        for i, xi in enumerate(x):
            total += xi * w[i, j]
        h[j] = total
    return h
