def softmax(x):
    rows = []
    for row in x.tolist():
        e = [math.exp(v) for v in row]
        rows.append([v / sum(e) for v in e])
    return torch.tensor(rows)
