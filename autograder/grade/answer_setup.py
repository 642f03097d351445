"""What single answers find when they run, and how large and how long they may be."""

from __future__ import annotations

from autograder.sandbox.limits import Limits
from course_utils.core.exercise import Exercise
from course_utils.core.verdict import Verdict, unjudged
from course_utils.diagnosis.limits import SearchLimits

# What the notebooks' set-up cell gives, except for check and the pictures.
SETUP = """\
import math
import torch
import torch.nn.functional as F
from torch import nn, optim
from course_utils import NotAttempted, method_of

device = torch.device("cpu")
"""
MAX_FILE = 1_000_000  # bytes
# Who asks about single answers waits as a student does.
LIMITS = Limits(search_cpu=SearchLimits().cpu)


def unread(exercise: Exercise, why: str) -> Verdict:
    """The verdict on a file that could not be read."""
    return unjudged(exercise, "error", f"The file cannot be read: {why}.")
