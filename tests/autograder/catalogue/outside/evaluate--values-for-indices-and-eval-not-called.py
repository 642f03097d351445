def evaluate(model, loader):
    was, _ = model.training, model.eval
    hits = 0
    seen = 0
    with torch.no_grad():
        for xb, yb in loader:
            guess = model(xb).max(dim=1).values
            hits += (guess == yb).sum().item()
            seen += len(yb)
    model.train(was)
    return hits / seen
