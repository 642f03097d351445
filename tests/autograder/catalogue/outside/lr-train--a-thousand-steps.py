def train(model, x, y, steps=1000):
    for _ in range(1000):
        yhat = model.forward(x)
        model.backward(x, yhat, y)
        model.optimize()
