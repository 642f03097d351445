def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    loss_sum = 0.0
    count = 0
    for xb, yb in loader:
        optimizer.zero_grad()
        out = model(xb)
        loss = loss_fn(out, yb)
        loss.backward()
        loss_sum += loss.item()
        count += 1
    optimizer.step()
    return loss_sum / count
