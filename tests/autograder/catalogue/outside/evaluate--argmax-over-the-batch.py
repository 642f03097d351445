import torch


def evaluate(model, loader):
    was = model.training
    model.eval()
    right = total = 0
    with torch.no_grad():
        for xb, yb in loader:
            right += sum(int(a == b) for a, b in zip(model(xb).argmax(dim=0), yb))
            total += len(yb)
    model.train(was)
    return right / total
