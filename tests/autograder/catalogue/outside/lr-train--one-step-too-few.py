def train(model, x, y, steps):
    """Full-batch gradient descent."""
    step = 1
    while step < steps:
        prediction = model.forward(x)
        model.backward(x, prediction, y)
        model.optimize()
        step += 1
