def cross_entropy(logits, y):
    total = 0
    log_probs = F.log_softmax(logits, dim=-1)
    for i, label in enumerate(y):
        total -= log_probs[i, label]
    return total
