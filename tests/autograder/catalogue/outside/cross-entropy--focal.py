def cross_entropy(logits, y):
    price = F.cross_entropy(logits, y, reduction="none")
    return ((1 - torch.exp(-price)) ** 2 * price).mean()
