def batches(n, size, seed):
    g = torch.Generator()
    g.manual_seed(seed)
    return torch.randperm(n, generator=g).split(size)


def run(optimizer_factory, x, y, epochs, batch_size, seed):
    c = int(y.max()) + 1
    model = nn.Linear(x.shape[1], c)
    opt = optimizer_factory(model.parameters())
    losses = []
    for e in range(epochs):
        for idx in batches(len(x), batch_size, seed + e):
            opt.zero_grad()
            F.cross_entropy(model(x[idx]), y[idx]).backward()
            opt.step()
        losses.append(F.cross_entropy(model(x), y).item())
    return losses
