"""Chapter 7: an engine of one's own, and what else a gradient is good for."""

from autograder.catalogue.engine import (  # noqa: F401
    sum_to_shape,
    input_gradient,
    nudge,
    hvp,
    clip_grad,
)  # isort: skip
