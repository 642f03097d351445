def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    N, D = x.shape
    C = int(y.max()) + 1
    W = torch.zeros(D, C, requires_grad=True)
    opt = optimizer_factory([W])
    log = []
    for _ in range(epochs):
        order = torch.randperm(N)
        for start in range(0, N - batch_size + 1, batch_size):
            rows = order[start : start + batch_size]
            loss = F.cross_entropy(x[rows] @ W, y[rows])
            opt.zero_grad()
            loss.backward()
            opt.step()
        log.append(F.cross_entropy(x @ W, y).item())
    return log
