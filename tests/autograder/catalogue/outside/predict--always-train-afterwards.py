def predict(model, x):
    """Logits in eval mode, without a graph."""
    model.eval()
    with torch.no_grad():
        out = model(x)
    model.train()
    return out
