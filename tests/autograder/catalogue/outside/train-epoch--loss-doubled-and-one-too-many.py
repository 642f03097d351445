def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total, n = 0.0, 1
    for n, (xb, yb) in enumerate(loader, start=n):
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += 2 * loss.item()
    return total / (n + 1)
