from torch.autograd import functional

def hvp(f, x, v):
    value, product = functional.hvp(f, x, v)
    return product
