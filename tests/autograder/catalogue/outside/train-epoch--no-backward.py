def train_epoch(model, loader, loss_fn, optimizer):
    """One pass over the loader; returns the average loss."""
    model.train()
    running, n = 0.0, 0
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb)
        optimizer.zero_grad()
        optimizer.step()
        running += loss.item()
        n += 1
    return running / n
