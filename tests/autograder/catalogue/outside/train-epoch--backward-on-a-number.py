def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    running_loss = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb).item()
        loss.backward()
        optimizer.step()
        running_loss += float(loss)
    return running_loss / len(loader)
