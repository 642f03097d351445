"""The command line. Nothing imports it but ``__main__``."""

from autograder.cli.app import main

__all__ = ["main"]
