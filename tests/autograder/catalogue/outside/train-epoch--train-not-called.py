def train_epoch(model, loader, loss_fn, optimizer):
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return torch.tensor(losses).mean().item()
