"""The hosts that there are bundles for, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from autograder.bundle.github import GitHubClassroom
from autograder.bundle.gradescope import Gradescope
from autograder.bundle.layout import Host, HostName
from autograder.bundle.prairielearn import PrairieLearn

HOSTS: Final[Mapping[HostName, Host]] = {
    "gradescope": Gradescope(),
    "github-classroom": GitHubClassroom(),
    "prairielearn": PrairieLearn(),
}
