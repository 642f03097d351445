def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = nn.Linear(x.shape[1], int(y.max()) + 1)
    criterion = nn.CrossEntropyLoss(reduction="sum")
    losses = []
    for _ in range(epochs):
        opt = optimizer_factory(model.parameters())
        for idx in torch.randperm(len(x)).split(batch_size):
            opt.zero_grad()
            loss = criterion(model(x[idx]), y[idx])
            loss.backward()
            opt.step()
        with torch.no_grad():
            losses.append(criterion(model(x), y).item())
    return losses
