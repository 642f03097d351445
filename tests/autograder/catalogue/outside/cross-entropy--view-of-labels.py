def cross_entropy(logits, y):
    return F.nll_loss(F.log_softmax(logits, dim=-1), y.view(-1))
