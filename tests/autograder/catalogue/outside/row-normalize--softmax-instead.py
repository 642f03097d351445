def row_normalize(x):
    # make each row sum to one
    return torch.softmax(x, dim=1)
