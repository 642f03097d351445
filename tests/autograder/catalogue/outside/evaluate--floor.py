def evaluate(model, loader):
    mode = model.training
    model.eval()
    right = total = 0
    with torch.no_grad():
        for xb, yb in loader:
            right += model(xb).argmax(1).eq(yb).sum().item()
            total += yb.numel()
    model.train(mode)
    return right // total
