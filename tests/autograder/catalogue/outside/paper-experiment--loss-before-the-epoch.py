def run(optimizer_factory, x, y, epochs, batch_size, seed):
    """Softmax regression."""
    torch.manual_seed(seed)
    n, d = x.shape
    classes = int(y.max().item()) + 1
    model = nn.Linear(d, classes)
    optimizer = optimizer_factory(model.parameters())
    history = []
    for epoch in range(epochs):
        with torch.no_grad():
            history.append(F.cross_entropy(model(x), y).item())
        order = torch.randperm(n)
        for start in range(0, n, batch_size):
            rows = order[start : start + batch_size]
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
    return history
