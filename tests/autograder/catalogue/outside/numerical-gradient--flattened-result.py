def numerical_gradient(f, x, h=1e-5):
    diffs = []
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = h
        diffs.append(float(f(x + e) - f(x - e)) / (2 * h))
    return torch.tensor(diffs, dtype=x.dtype)
