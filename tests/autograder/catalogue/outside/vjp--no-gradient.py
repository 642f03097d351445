def vjp_q(a, b, v):
    a_leaf = a.detach().clone()
    a_leaf.requires_grad = True
    b_leaf = b.detach().clone()
    b_leaf.requires_grad = True
    q = 3 * a_leaf ** 3 - b_leaf ** 2
    q.backward()
    return a_leaf.grad, b_leaf.grad
