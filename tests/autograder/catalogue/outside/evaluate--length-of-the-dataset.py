import torch


def evaluate(model, loader):
    was = model.training
    model.eval()
    correct = 0
    with torch.no_grad():
        for xb, yb in loader:
            correct += (model(xb).argmax(1) == yb).sum().item()
    model.train(was)
    return correct / len(loader.dataset)
