def grad_at(w0):
    # leaf
    weight = torch.tensor(float(w0), requires_grad=True)
    inner = weight ** 2
    outer = 10 * inner + 25
    inner.backward()
    return float(weight.grad)
