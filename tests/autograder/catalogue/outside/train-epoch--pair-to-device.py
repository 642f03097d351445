def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total = 0
    for batch in loader:
        optimizer.zero_grad()
        batch = batch.to(device)
        loss = loss_fn(model(batch[0]), batch[1])
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)
