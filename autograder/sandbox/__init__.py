"""The sandbox that submissions run in, and the supervisor's side of it.

What it does not protect against: a flaw of the kernel; a submission that forges its
own evidence (numbers on secret inputs are what cannot be forged); one that finds
out how busy the machine is.
"""

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
from autograder.sandbox.session import Sandbox

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
