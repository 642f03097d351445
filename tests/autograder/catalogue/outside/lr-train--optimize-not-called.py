def train(model, x, y, steps: int) -> None:
    for i in range(steps):
        a = model.forward(x)
        model.backward(x, a, y)
        model.optimize
