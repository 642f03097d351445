def mean_image(x):
    imgs = x.float()
    average = imgs.mean(dim=1)
    return average * 255
