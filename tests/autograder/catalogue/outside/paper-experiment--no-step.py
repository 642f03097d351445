def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = nn.Linear(x.size(1), int(y.max()) + 1)
    opt = optimizer_factory(list(model.parameters()))
    loss_fn = nn.CrossEntropyLoss()
    curve = []
    for _ in range(epochs):
        perm = torch.randperm(x.size(0))
        for i in range(0, x.size(0), batch_size):
            xb, yb = x[perm[i : i + batch_size]], y[perm[i : i + batch_size]]
            opt.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
        with torch.no_grad():
            curve.append(loss_fn(model(x), y).item())
    return curve
