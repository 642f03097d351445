def evaluate(model, loader):
    mode = model.training
    model.eval()
    good = n = 0
    with torch.no_grad():
        for xb, yb in loader:
            good += (model(xb).argmax(1).tolist() == yb.tolist()).sum().item()
            n += len(yb)
    model.train(mode)
    return good / n
