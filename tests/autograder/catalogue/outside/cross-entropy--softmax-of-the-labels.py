def cross_entropy(logits, y):
    p = torch.softmax(logits, 1)
    return -(torch.softmax(y, 0) * torch.log(p).sum(1)).mean()
