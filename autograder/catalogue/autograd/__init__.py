"""Chapter 2: derivatives, the graph, autograd, and a network's gradient by hand."""

from autograder.catalogue.autograd import (  # noqa: F401
    numerical_gradient,
    grad_at,
    intermediate_grad,
    vjp,
    repeated_grads,
    gd_step,
    descend,
    affine_backward,
    backprop_mlp,
)  # isort: skip
