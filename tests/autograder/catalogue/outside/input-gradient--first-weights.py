def input_gradient(model, x, y):
    loss = F.cross_entropy(model(x), y, reduction="sum")
    loss.backward()
    return x.grad
