def cross_entropy(logits, y):
    logp = torch.log_softmax(logits, dim=1)
    picked = logp[torch.arange(len(y)), y]
    return picked.mean()
