def evaluate(model, loader):
    was_training = model.training
    model.eval()
    good = 0
    count = 0
    with torch.no_grad():
        for xb, yb in loader:
            pred = model(xb).argmax(dim=-1)
            good += (pred == yb).sum().item()
            count += 1
    model.train(was_training)
    return good / count
