"""The catalogue: for every exercise its cases, its right answer and the known wrong ones."""

from autograder.catalogue.entry import CHAPTERS, Entry, catalogue, chapter_of, find_entry
from autograder.catalogue.keys import make_keys, run

__all__ = ["CHAPTERS", "Entry", "catalogue", "chapter_of", "find_entry", "make_keys", "run"]
