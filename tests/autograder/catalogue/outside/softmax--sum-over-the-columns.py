def softmax(logits):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    ex = shifted.exp()
    denominator = ex.sum(dim=0, keepdim=True)
    return ex / denominator
