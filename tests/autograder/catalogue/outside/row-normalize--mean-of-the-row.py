def row_normalize(x):
    num_rows = x.size(0)
    sums = x.mean(dim=1).reshape(num_rows, 1)
    return torch.div(x, sums)
