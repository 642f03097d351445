def train(model, x, y, steps):
    for i in range(steps):
        j = i % x.shape[1]
        xi, yi = x[:, j:j+1], y[:, j:j+1]
        yhat = model.forward(xi)
        model.backward(xi, yhat, yi)
        model.optimize()
