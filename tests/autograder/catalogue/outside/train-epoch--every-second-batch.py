import torch


def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    running = 0.0
    for i, (xb, yb) in enumerate(loader):
        loss = loss_fn(model(xb), yb)
        loss.backward()
        if (i + 1) % 2 == 0:
            optimizer.step()
            optimizer.zero_grad()
        running += loss.item()
    return running / len(loader)
