def softmax(x):
    """Numerically stable softmax."""
    biggest = x.max()
    e = torch.exp(x - biggest)
    return e / e.sum(dim=1, keepdim=True)
