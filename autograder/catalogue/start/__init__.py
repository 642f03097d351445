"""The start page's warm-up: judged like an exercise, counted by no chapter."""

from autograder.catalogue.start import warm_up  # noqa: F401
