def mean_image(x):
    n, h, w = x.shape
    flat = x.view(n, -1).to(torch.float32) / 255
    return flat.mean(0).view(h, w)
