def predict(model, x):
    model.eval()
    before = model.training
    with torch.no_grad():
        out = model(x)
    model.train(before)
    return out.argmax(dim=1)
