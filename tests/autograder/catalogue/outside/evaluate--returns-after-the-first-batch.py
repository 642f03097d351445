def evaluate(model, loader):
    was = model.training
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for xb, yb in loader:
            scores = model(xb)
            correct += (scores.argmax(1) == yb).sum().item()
            total += len(yb)
            break
    model.train(was)
    return correct / total
