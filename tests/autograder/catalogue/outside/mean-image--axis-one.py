def mean_image(batch):
    as_float = batch.float() / 255.0
    return torch.mean(as_float, 1)
