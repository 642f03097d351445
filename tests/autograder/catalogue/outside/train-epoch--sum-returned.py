def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total = 0.0
    for i, (features, labels) in enumerate(loader):
        optimizer.zero_grad()
        loss = loss_fn(model(features), labels)
        loss.backward()
        optimizer.step()
        total = total + loss.detach().item()
    return total
