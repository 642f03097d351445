leaf = torch.tensor(0.0, requires_grad=True)
def grad_at(w0):
    with torch.no_grad():
        leaf.fill_(w0)
    (10 * leaf ** 2 + 25).backward()
    return leaf.grad.item()
