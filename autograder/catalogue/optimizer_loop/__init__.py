"""Chapter 5: the loop. Gradient descent, mini-batches, SGD, an epoch, its accuracy."""

from autograder.catalogue.optimizer_loop import (  # noqa: F401
    fit_line,
    minibatches,
    sgd,
    train_epoch,
    evaluate,
)  # isort: skip
