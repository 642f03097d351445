"""Chapter 3: blocks, nn.Module and nn.Parameter."""

from autograder.catalogue.modules import (  # noqa: F401
    my_linear,
    scaler,
    net,
    tower,
    drop_net,
    copy_weights,
    predict,
)  # isort: skip
