def mean_image(x):
    mean = x.mean(dim=0)
    return mean.float() / 255
