def vjp_q(a, b, v):
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    q = 3 * a ** 3 - b ** 2
    q.backward(gradient=torch.tensor([1.0, 1.0]))
    return a.grad, b.grad
