"""Chapter 7: an engine that differentiates, and what else a gradient is good for."""

# In the order of the chapter, which is the order of reports.
from autograder.catalogue.engine import (  # noqa: F401
    value_ops,
    value_backward,
    sum_to_shape,
    input_gradient,
    nudge,
    hvp,
    clip_grad,
)  # isort: skip
