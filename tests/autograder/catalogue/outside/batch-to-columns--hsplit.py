def batch_to_columns(x):
    return torch.cat([column.reshape(1, -1) for column in x.unbind(1)])
