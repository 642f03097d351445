def cross_entropy(logits, y):
    return F.cross_entropy(logits, y, ignore_index=0)
