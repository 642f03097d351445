from collections import namedtuple

Gradients = namedtuple("Gradients", "d_x d_w d_b")


def affine_backward(x, w, d_out):
    return Gradients(d_out @ w.t(), x.t() @ d_out, d_out.sum(axis=0))
