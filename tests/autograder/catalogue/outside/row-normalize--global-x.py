x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
def row_normalize(y):
    return x / x.sum(dim=1, keepdim=True)
