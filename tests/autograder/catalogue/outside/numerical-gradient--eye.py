def numerical_gradient(f, x, h=1e-5):
    directions = torch.eye(x.numel(), dtype=x.dtype) * h
    found = [(float(f(x + e.view(x.shape))) - float(f(x - e.view(x.shape)))) / (2 * h) for e in directions]
    return torch.tensor(found, dtype=x.dtype).view(x.shape)
