def evaluate(model, loader):
    model.eval()
    was = model.training
    correct, total = 0, 0
    with torch.no_grad():
        for xb, yb in loader:
            prediction = model(xb).argmax(dim=1)
            correct += (prediction != yb).sum().item()
            total += len(yb)
    model.train(was)
    return correct / total
