def train(model, x, y, steps):
    yhat = model.forward(x)
    for step in range(steps):
        model.backward(x, yhat, y)
        model.optimize()
