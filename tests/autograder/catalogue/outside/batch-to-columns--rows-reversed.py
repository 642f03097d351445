def batch_to_columns(x):
    return torch.stack([row for row in x.flip(0)], dim=1)
