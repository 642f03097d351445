def train(model, x, y, steps):
    for step in range(steps):
        yhat = model.forward(x)
        model.backward(x, yhat, y)
    model.optimize()
