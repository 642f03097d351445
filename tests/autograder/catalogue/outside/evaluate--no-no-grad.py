def evaluate(model, loader):
    training = model.training
    model.eval()
    correct = 0
    seen = 0
    for xb, yb in loader:
        logits = model(xb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        seen += yb.size(0)
    if training:
        model.train()
    return correct / seen
