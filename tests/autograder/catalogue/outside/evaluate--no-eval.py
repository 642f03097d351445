@torch.no_grad()
def evaluate(model, loader):
    mode = model.training
    right, count = 0, 0
    for xb, yb in loader:
        _, predictions = model(xb).max(dim=1)
        right += (predictions == yb).sum().item()
        count += len(yb)
    model.train(mode)
    return right / count
