def evaluate(model, loader):
    mode = model.training
    model.eval()
    good, n = 0, 0
    with torch.no_grad():
        for xb, yb in loader:
            pred = model(xb).argmax()
            good += (pred == yb).sum().item()
            n += len(yb)
    model.train(mode)
    return good / n
