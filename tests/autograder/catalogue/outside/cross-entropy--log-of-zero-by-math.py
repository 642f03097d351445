def cross_entropy(logits, y):
    p = torch.softmax(logits, dim=1)
    total = 0.0
    for i in range(len(y)):
        total -= math.log(p[i, y[i]])
    return total / len(y)
