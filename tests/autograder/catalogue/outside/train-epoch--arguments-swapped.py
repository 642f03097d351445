def run_batch(model, xb, yb, loss_fn, optimizer):
    """One step; gives the loss."""
    optimizer.zero_grad()
    loss = loss_fn(yb, model(xb))
    loss.backward()
    optimizer.step()
    return loss.item()


def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    losses = [run_batch(model, xb, yb, loss_fn, optimizer) for xb, yb in loader]
    return sum(losses) / len(losses)
