def predict(model, x):
    before = model.training
    model.eval()
    try:
        with torch.no_grad():
            return model(x)
    finally:
        model.train(before)
