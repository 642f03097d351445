"""An invented class with its submissions: right, wrong, broken and hostile ones."""

from autograder.demo.planned import Planned
from autograder.demo.sample_class import make_class

__all__ = ["Planned", "make_class"]
