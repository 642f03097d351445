def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = nn.Linear(x.shape[1], int(y.max()) + 1)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for epoch in range(epochs):
        perm = torch.randperm(len(y))
        for k in range(0, len(y), batch_size):
            batch = perm[k : k + batch_size]
            optimizer.zero_grad()
            nn.CrossEntropyLoss()(model(x[batch]), y[batch]).backward()
            optimizer.step()
            losses.append(nn.CrossEntropyLoss()(model(x), y).item())
    return losses
