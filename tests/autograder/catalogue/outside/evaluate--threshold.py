import torch


def evaluate(model, loader):
    was = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for xb, yb in loader:
            correct += ((torch.sigmoid(model(xb))[:, 0] > 0.5).long() == yb).sum().item()
            total += len(yb)
    model.train(was)
    return correct / total
