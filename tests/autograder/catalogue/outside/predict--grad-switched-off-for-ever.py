def predict(model, x):
    mode = model.training
    torch.set_grad_enabled(False)
    model.eval()
    result = model(x)
    model.train(mode)
    return result
