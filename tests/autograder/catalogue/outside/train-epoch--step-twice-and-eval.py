def train_epoch(model, loader, loss_fn, optimizer):
    model.train(False)
    running_loss = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
        optimizer.step()
    return running_loss / len(loader)
