def softmax(x):
    exps = torch.exp(x)
    total = exps.sum(dim=1, keepdim=True)
    return exps / total
