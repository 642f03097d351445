def softmax(x):
    m, _ = x.max(dim=1, keepdim=True)
    lse = m + torch.log(torch.exp(x - m).sum(dim=1, keepdim=True))
    return x - lse
