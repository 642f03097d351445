def cross_entropy(logits, y):
    logp = F.log_softmax(logits, 1)
    nll = -logp[:, y]
    return nll.mean()
