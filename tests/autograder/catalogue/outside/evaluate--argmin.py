def evaluate(model, loader):
    mode = model.training
    model.eval()
    outputs, labels = [], []
    with torch.no_grad():
        for xb, yb in loader:
            outputs.append(torch.softmax(model(xb), dim=1))
            labels.append(yb)
    model.train(mode)
    probabilities = torch.cat(outputs)
    predicted = torch.argmin(probabilities, dim=1)
    return (predicted == torch.cat(labels)).float().mean().item()
