def descend(f, w0, lr, steps):
    w = nn.Parameter(w0.detach().clone())
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        f(w).backward()
        optimizer.step()
    return w.data
