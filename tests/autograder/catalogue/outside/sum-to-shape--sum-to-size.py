def sum_to_shape(g, shape):
    return torch.Tensor.sum_to_size(g, shape)
