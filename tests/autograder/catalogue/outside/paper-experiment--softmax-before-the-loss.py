class SoftmaxRegression(nn.Module):
    def __init__(self, d, c):
        super().__init__()
        self.linear = nn.Linear(d, c)

    def forward(self, x):
        return torch.softmax(self.linear(x), dim=1)


def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = SoftmaxRegression(x.shape[1], int(y.max()) + 1)
    opt = optimizer_factory(model.parameters())
    results = []
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(batch_size):
            opt.zero_grad()
            loss = nn.functional.cross_entropy(model(x[rows]), y[rows])
            loss.backward()
            opt.step()
        with torch.no_grad():
            results.append(float(nn.functional.cross_entropy(model(x), y)))
    return results
