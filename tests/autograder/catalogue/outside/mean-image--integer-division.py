def mean_image(x):
    """Average of all images, in [0, 1]."""
    summed = x.sum(dim=0)
    return (summed // x.shape[0]).float() / 255
