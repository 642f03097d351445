def softmax(x):
    m = x.max(dim=1).values
    e = torch.exp(x - m)
    s = e.sum(dim=0)
    return e / s
