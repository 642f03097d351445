def row_normalize(x):
    y = x.clone()
    for r in range(1, len(x)):
        total = 0.0
        for value in x[r]:
            total += abs(value)
        y[r] = x[r] / total
    return y
