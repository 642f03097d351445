"""Chapter 4: a logistic regression whose backward pass is written by hand."""

from autograder.catalogue.logistic_regression import (  # noqa: F401
    lr_init,
    lr_sigmoid,
    lr_forward,
    lr_backward,
    lr_optimize,
    bce,
    lr_train,
    logistic_function,
)  # isort: skip
