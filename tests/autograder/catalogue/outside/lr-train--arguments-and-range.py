def train(model, x, y, steps):
    for _ in range(steps + 1):
        yhat = model.forward(x)
        model.backward(x, y, yhat)
        model.optimize()
