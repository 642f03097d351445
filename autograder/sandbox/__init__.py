"""The sandbox that submissions run in, and the supervisor's side of it.

What it does not protect against: a flaw of the kernel; a submission that forges its
own evidence (numbers on secret inputs are what cannot be forged); one that finds
out how busy the machine is.
"""

from typing import TYPE_CHECKING, Any

from autograder.sandbox.jobs import (
    CellJob,
    CellOutcome,
    ProbeJob,
    ProbeOutcome,
    Run,
    SandboxFault,
    SandboxUnavailable,
)
from autograder.sandbox.limits import Limits

if TYPE_CHECKING:
    from autograder.sandbox.sandbox import Sandbox

__all__ = [
    "CellJob",
    "CellOutcome",
    "Limits",
    "ProbeJob",
    "ProbeOutcome",
    "Run",
    "Sandbox",
    "SandboxFault",
    "SandboxUnavailable",
]


def __getattr__(name: str) -> Any:
    """The sandbox itself, which computes with torch, is imported when it is first used."""
    if name != "Sandbox":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from autograder.sandbox.sandbox import Sandbox

    return Sandbox
