def predict(model, x):
    was = model.training
    try:
        model.eval()
        with torch.no_grad():
            out = model(x)
            return torch.softmax(out, dim=1)
    finally:
        model.train(was)
