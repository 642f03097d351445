def batch_to_columns(x):
    """Turn rows (samples) into columns."""
    num_samples, num_features = x.size(0), x.size(1)
    result = torch.zeros(num_features, num_samples)
    for sample in range(num_samples):
        result[:, sample] = x[sample]
        return result
