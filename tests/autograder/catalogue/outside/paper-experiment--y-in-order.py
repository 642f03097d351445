def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = nn.Linear(x.shape[1], len(torch.unique(y)))
    opt = optimizer_factory(model.parameters())
    out = []
    for epoch in range(epochs):
        p = torch.randperm(len(x))
        xs = x[p]
        ys = y
        for i in range(0, len(x), batch_size):
            opt.zero_grad()
            loss = F.cross_entropy(model(xs[i : i + batch_size]), ys[i : i + batch_size])
            loss.backward()
            opt.step()
        out.append(F.cross_entropy(model(x), y).item())
    return out
