def predict(model, x):
    was_training = model.training
    model.eval
    with torch.no_grad():
        logits = model(x)
    model.train(was_training)
    return logits
