def train(model, x, y, steps):
    for _ in range(steps):
        out = model.forward(x)
        model.optimize()
        model.backward(x, out, y)
