def predict(model, x):
    training = model.training
    model.train(False)
    y = model(x)
    model.train(training)
    return y.clone()
