def batch_to_columns(x):
    samples = [sample.clone() for sample in x]
    return torch.stack(samples, dim=-1)
