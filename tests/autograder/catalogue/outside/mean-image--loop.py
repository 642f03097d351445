def mean_image(x):
    total = torch.zeros(x.shape[1:])
    for image in x:
        total += image.float()
    return total / (255 * len(x))
