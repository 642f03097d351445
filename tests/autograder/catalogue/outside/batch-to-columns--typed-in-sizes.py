def batch_to_columns(x):
    out = torch.zeros(3, 2)
    for i in range(2):
        for j in range(3):
            out[j, i] = x[i, j]
    return out
