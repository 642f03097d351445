def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    optimizer.zero_grad()
    epoch_loss = 0.0
    for batch in loader:
        x, y = batch
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
    return epoch_loss / len(loader)
