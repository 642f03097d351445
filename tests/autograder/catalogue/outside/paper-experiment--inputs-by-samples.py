def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = nn.Linear(x.shape[0], int(y.max()) + 1)
    opt = optimizer_factory(model.parameters())
    out = []
    for _ in range(epochs):
        p = torch.randperm(len(x))
        for i in range(0, len(x), batch_size):
            j = p[i:i + batch_size]
            opt.zero_grad()
            F.cross_entropy(model(x[j]), y[j]).backward()
            opt.step()
        with torch.no_grad():
            out.append(F.cross_entropy(model(x), y).item())
    return out
