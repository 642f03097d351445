def batch_to_columns(x):
    # transpose swaps the two axes
    xt = torch.transpose(x, 0, 1)
    xt = xt.contiguous()
