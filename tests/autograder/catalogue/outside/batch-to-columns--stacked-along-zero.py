def get_samples(batch):
    return [batch[k] for k in range(batch.shape[0])]

def batch_to_columns(x):
    samples = get_samples(x)
    return torch.stack(samples, dim=0)
