def mean_image(x):
    imgs = x.to(torch.float32)
    avg = imgs.mean(dim=0)
    return avg / 256
