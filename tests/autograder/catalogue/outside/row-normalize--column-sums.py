def row_normalize(x):
    totals = torch.sum(x, dim=0)
    totals = totals.unsqueeze(0)
    return x / totals
