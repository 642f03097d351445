"""warm-up: degrees Fahrenheit as degrees Celsius, to see what a check says."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import START, WARM_UP, Exercise, Part

entry = Entry(
    Exercise(
        id=WARM_UP,
        title="From Fahrenheit to Celsius",
        chapter=START,
        symbol="celsius",
        contract="`celsius(f)` converts degrees Fahrenheit to degrees Celsius: subtract 32, "
        "then divide by 1.8. f is a number or a tensor of shape (N,), and so is the result.",
        parts=(Part("degrees", 1, ("degrees", "second")),),
        minutes=1,
        difficulty=1,
        importance=1,
        hints=(
            "Water freezes at 32 °F, which is 0 °C. What does your line make of 32?",
            "Python divides before it subtracts, unless parentheses say otherwise.",
            "`(f - 32) / 1.8`.",
        ),
        labels={"degrees": "celsius(f)", "second": "celsius of other degrees"},
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    inputs = {"f": draw.real(4, high=90.0), "second f": draw.real(3, high=90.0)}
    return [Case("four days", inputs)]


@entry.reference
def celsius(f):
    return (f - 32) / 1.8


@entry.variant("by a factor")
def by_factor(f):
    return 5 / 9 * (f - 32)


@entry.variant("multiplied out")
def multiplied_out(f):
    return f / 1.8 - 32 / 1.8


@entry.variant("by torch's own functions")
def by_functions(f):
    return torch.div(torch.sub(f, 32), 1.8)
