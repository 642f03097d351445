def predict(model, x):
    was = model.training
    model.eval()
    with torch.inference_mode():
        out = model(x)
    out += 0
    model.train(was)
    return out
