def train(model, x, y, steps):
    x = (x - x.mean()) / x.std()
    for i in range(steps):
        yhat = model.forward(x)
        model.backward(x, yhat, y)
        model.optimize()
