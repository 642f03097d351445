def mean_image(x):
    n = x.shape[0]
    total = x[0]
    for k in range(1, n):
        total = total + x[k]
    return total.float() / n / 255
