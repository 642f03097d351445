def batch_to_columns(x):
    x = x.clone()
    x.transpose(0, 1)
    return x
