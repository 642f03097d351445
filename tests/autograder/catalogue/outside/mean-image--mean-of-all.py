def mean_image(x):
    x = x.float()
    m = x.mean()
    m = m / 255
    return m
