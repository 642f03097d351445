def batch_to_columns(x):
    n, d = x.shape
    cols = torch.zeros(d, n)
    for i in range(n):
        for j in range(d - 1):
            cols[j][i] = x[i][j]
    return cols
