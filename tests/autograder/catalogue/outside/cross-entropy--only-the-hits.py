def cross_entropy(logits, y):
    logp = F.log_softmax(logits, dim=1)
    hit = logits.argmax(1) == y
    return -logp[hit, y[hit]].mean()
