"""Does an installed student's wheel work? A script, for any Python that has the wheel:

    python -P tests/wheel_smoke.py

``-P`` keeps this folder off the path, so that what is imported is what is installed. Nothing but
the wheel and what it needs is used: this runs where no test runner is.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import io
import os
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
RIGHT = "passed ·"


def main() -> None:
    """Run every step; the first that fails ends the script with a sentence and exit code 1."""
    sys.stdout.reconfigure(encoding="utf-8")  # on Windows a pipe has fewer characters
    steps = (the_wheel, right_answers, wrong_answers, a_class, hints_and_pictures)
    with tempfile.TemporaryDirectory() as folder:
        here = Path.cwd()
        os.chdir(folder)  # where the progress is written
        try:
            for step in steps:
                print(f"✓ {step()}")
        finally:
            os.chdir(here)  # Windows removes no folder that somebody stands in
    print(f"the wheel works: Python {sys.version.split()[0]}, {sys.platform}")


def expect(holds: bool, sentence: str) -> None:
    """End the script with the sentence, unless this holds."""
    if not holds:
        sys.exit(f"✗ {sentence}")


def said(function, *arguments: object) -> str:
    """What a command of the package prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        function(*arguments)
    return printed.getvalue()


def the_wheel() -> str:
    """The installed package is the wheel's: the student's folder, its data, nothing else."""
    import course_utils

    place = Path(course_utils.__file__).resolve()
    expect(PROJECT / "course_utils" not in place.parents, f"{place} is the source, not a wheel")
    wheel = importlib.metadata.distribution("gradient-workbook")
    tops = {file.parts[0] for file in wheel.files or () if ".." not in file.parts}
    foreign = {top for top in tops if top != "course_utils" and not top.endswith(".dist-info")}
    expect(not foreign, f"the wheel holds {', '.join(sorted(foreign))}")
    expect(course_utils.__version__ == wheel.version, "two versions")
    for name in course_utils.__all__:
        expect(getattr(course_utils, name, None) is not None, f"{name} cannot be imported")
    return f"course_utils {wheel.version} is imported from {place.parent}"


def right_answers() -> str:
    """A right answer passes."""
    import torch.nn.functional as F

    from course_utils import check

    def bce(yhat, y):
        return F.binary_cross_entropy(yhat, y)

    reply = said(check, "bce", bce)
    expect(RIGHT in reply, f"a right answer is not passed:\n{reply}")
    return "a right answer passes"


def wrong_answers() -> str:
    """A wrong answer is refused, under the name of its mistake."""
    import torch.nn.functional as F

    from course_utils import check

    def bce(yhat, y):
        return F.binary_cross_entropy(yhat, y, reduction="sum")

    reply = said(check, "bce", bce)
    expect("not yet" in reply and RIGHT not in reply, f"a wrong answer passes:\n{reply}")
    named = "the losses are summed, not averaged"
    expect(named in reply, f"its mistake has another name than “{named}”:\n{reply}")
    return "a wrong answer is refused, and its mistake named"


def a_class() -> str:
    """An exercise whose answer is a module: a right one, and one with a parameter too few."""
    import torch
    from torch import nn

    from course_utils import check

    class MyLinear(nn.Module):
        def __init__(self, in_features, out_features, bias=True):
            super().__init__()
            self.weights = nn.Parameter(torch.randn(in_features, out_features))
            self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None

        def forward(self, x):
            out = x @ self.weights
            return out if self.bias is None else out + self.bias

    class NotRegistered(MyLinear):
        def __init__(self, in_features, out_features, bias=True):
            super().__init__(in_features, out_features, bias)
            weights = self.weights.detach().requires_grad_()
            del self.weights
            self.weights = weights

    reply = said(check, "my-linear", MyLinear)
    expect(RIGHT in reply, f"a right module is not passed:\n{reply}")
    reply = said(check, "my-linear", NotRegistered)
    expect("not yet" in reply, f"a module without its parameter passes:\n{reply}")
    return "a right module passes, one that lacks a parameter does not"


def hints_and_pictures() -> str:
    """Hints, progress, a picture and a lab come out."""
    from course_utils import hint, labs, pictures, progress

    expect("hint 1 of 3" in said(hint, "bce"), "there is no hint")
    table = said(progress)
    expect("04_logistic_regression" in table, f"progress tells of no chapter:\n{table}")
    for figure in (pictures.broadcasting((3, 1), (4,)), labs.broadcasting((3, 1), (4,)).figure):
        expect("<svg" in figure.svg, f"no picture: {figure!r}")
    return "hints, progress, pictures and labs come out"


if __name__ == "__main__":
    main()
