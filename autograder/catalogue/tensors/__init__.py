"""Chapter 1: tensors and vectorisation."""

from autograder.catalogue.tensors import (  # noqa: F401
    batch_to_columns,
    row_normalize,
    mean_image,
    mse,
    layer_loop,
    mlp_forward,
    softmax,
    cross_entropy,
)  # isort: skip
