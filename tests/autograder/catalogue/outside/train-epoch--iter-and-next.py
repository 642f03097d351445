import torch


def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    batches, losses = iter(loader), []
    while True:
        try:
            xb, yb = next(batches)
        except StopIteration:
            break
        optimizer.zero_grad(set_to_none=True)
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses).mean().item()
