def cross_entropy(logits, y):
    probs = torch.softmax(logits, dim=1)
    loss_fn = nn.CrossEntropyLoss()
    return loss_fn(probs, y)
