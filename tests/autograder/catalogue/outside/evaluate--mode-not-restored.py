def evaluate(model, loader):
    """Share of right answers."""
    model.eval()
    n_correct, n_total = 0, 0
    with torch.no_grad():
        for inputs, labels in loader:
            logits = model(inputs)
            predicted = torch.argmax(logits, dim=1)
            n_correct += int((predicted == labels).sum())
            n_total += labels.shape[0]
    return n_correct / n_total
