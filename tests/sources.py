"""A chapter's notebooks for tests that need one and are not about the build.

The Help boxes in them are those of the last build: to make them anew, every mistake of the chapter
has to run. That they are what the catalogue makes is for the tests of the build to say.
"""

from __future__ import annotations

import copy
from functools import cache

from nbformat import NotebookNode

from autograder.build.builder import built_helps
from autograder.build.source import read_source
from autograder.build.student import student_notebook


def source_of(chapter: str) -> NotebookNode:
    """The instructor's notebook, one's own to change."""
    return copy.deepcopy(_source(chapter))


def released_of(chapter: str) -> NotebookNode:
    """What students open, one's own to change."""
    return copy.deepcopy(_released(chapter))


@cache
def _source(chapter: str) -> NotebookNode:
    return read_source(chapter, helps=built_helps())


@cache
def _released(chapter: str) -> NotebookNode:
    return student_notebook(_source(chapter))
