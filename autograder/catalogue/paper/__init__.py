"""Chapter 6: a paper becomes code. Adam, and the paper's first experiment."""

from autograder.catalogue.paper import (  # noqa: F401
    adam,
    paper_experiment,
)  # isort: skip
