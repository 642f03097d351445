def vjp_q(a, b, v):
    a = torch.tensor(a.tolist(), require_grad=True)
    b = torch.tensor(b.tolist(), require_grad=True)
    Q = 3 * a ** 3 - b ** 2
    Q.backward(v)
    return a.grad, b.grad
