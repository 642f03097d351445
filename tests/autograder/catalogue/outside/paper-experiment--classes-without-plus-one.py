def run(optimizer_factory, x, y, epochs, batch_size, seed):
    gen = torch.Generator().manual_seed(seed)
    n_features = x.shape[1]
    n_classes = int(y.max())
    w = torch.zeros(n_features, n_classes, requires_grad=True)
    b = torch.zeros(n_classes, requires_grad=True)
    opt = optimizer_factory([w, b])
    losses = []
    for _ in range(epochs):
        idx = torch.randperm(len(x), generator=gen)
        for part in idx.split(batch_size):
            opt.zero_grad()
            F.cross_entropy(x[part] @ w + b, y[part]).backward()
            opt.step()
        with torch.no_grad():
            losses.append(F.cross_entropy(x @ w + b, y).item())
    return losses
