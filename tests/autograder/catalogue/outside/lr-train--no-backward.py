def one_step(model, x, y):
    yhat = model.forward(x)
    model.optimize()


def train(model, x, y, steps):
    for _ in range(steps):
        one_step(model, x, y)
