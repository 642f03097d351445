def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total = 0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb))
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)
