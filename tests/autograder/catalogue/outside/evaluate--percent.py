def accuracy(logits, labels):
    return (logits.argmax(1) == labels).float().sum()


def evaluate(model, loader):
    was = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for xb, yb in loader:
            total += accuracy(model(xb), yb).item()
            n += xb.shape[0]
    model.train(was)
    return 100 * total / n
