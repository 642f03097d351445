def mean_image(x):
    return x.double().mean(0) / 255
