def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(x.shape[1], int(y.max()) + 1))
    opt = optimizer_factory(net.parameters())
    losses = []
    for _ in range(epochs):
        opt.zero_grad()
        shuffled = torch.randperm(len(x))
        for idx in torch.split(shuffled, batch_size):
            loss = F.cross_entropy(net(x[idx]), y[idx])
            loss.backward()
            opt.step()
        losses.append(F.cross_entropy(net(x), y).detach().item())
    return losses
