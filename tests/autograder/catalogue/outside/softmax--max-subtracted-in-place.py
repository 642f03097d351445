def softmax(x):
    for i in range(x.shape[0]):
        x[i] -= x[i].max()
    e = torch.exp(x)
    return e / e.sum(1, keepdim=True)
