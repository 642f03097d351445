"""What the student's package of an edition shows, one producer after the other.

Run as a module, the edition before the project on the path, it writes a JSON object: by producer
what was shown, as HTML or as text.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

Shown = dict[str, list[str]]


def _raises(*arguments: object, **named: object) -> object:
    """An answer that raises what shapes that do not fit raise."""
    return torch.ones(2, 3) @ torch.ones(2, 3)


def _cards() -> Iterator[tuple[str, Callable[[], object]]]:
    import course_utils as c
    from autograder.catalogue import catalogue
    from course_utils.line_puzzles.all_puzzles import PUZZLES
    from course_utils.notebook.predictions import predictions

    yield "reset", lambda: c.reset("bce")
    yield "check nonsense", lambda: c.check("nonsense")
    yield "hint nonsense", lambda: c.hint("nonsense")
    for step in (1, 2, 3):
        yield f"hint {step}", lambda step=step: c.hint("bce", step)  # type: ignore[misc]
    for name, question in predictions().items():
        for option in [*question.options][:3]:
            yield f"guess {name} {option[0]}", lambda n=name, o=option[0]: c.guess(n, o)  # type: ignore[misc]
        yield f"guess {name}", lambda n=name: c.guess(n)  # type: ignore[misc]
    for name in PUZZLES:
        yield f"arrange {name}", lambda n=name: c.arrange(n)  # type: ignore[misc]
        yield f"arrange {name} wrong", lambda n=name: c.arrange(n, "2, 1")  # type: ignore[misc]
    for chapter in range(1, 8):
        yield f"review {chapter}", lambda k=chapter: c.review(k)  # type: ignore[misc]
        for given in ("a", "b", "my own words", "c"):
            yield f"review {chapter} {given}", lambda g=given: c.review(answer=g)  # type: ignore[misc]
        yield f"summary {chapter}", lambda k=chapter: c.summary(k)  # type: ignore[misc]
        yield f"progress {chapter}", lambda k=chapter: c.progress(k)  # type: ignore[misc]
    for name, entry in catalogue().items():
        yield f"explain {name}", lambda n=name: c.explain(n)  # type: ignore[misc]
        wrong = dict(entry.wrong)
        for mistake in [*wrong][:1]:
            obj = wrong[mistake].obj
            yield f"check {name} {mistake}", lambda n=name, o=obj: c.check(n, o)  # type: ignore[misc]
    for name in ("bce", "layer-loop", "vjp"):
        yield f"check {name} raises", lambda n=name: c.check(n, _raises)  # type: ignore[misc]
    yield "check shape", lambda: c.check("layer-loop", lambda x, w, b: (x @ w + b).T)
    yield "check none", lambda: c.check("layer-loop", lambda x, w, b: None)
    yield "progress", lambda: c.progress()


def _drawn(figure: Any) -> list[str]:
    """A picture's words, and those within the drawing that are text there."""
    inside = [figure.svg] if "<text" in figure.svg else []
    return [figure.caption, figure.alt, figure.text, *inside]


def _pictures() -> Iterator[tuple[str, list[str]]]:
    """Every sample: its sentences, and what matplotlib wrote into it."""
    from matplotlib.figure import Figure as Canvas
    from matplotlib.text import Text

    from tests.course_utils.samples import PICTURES

    written: list[str] = []
    whole = Canvas.savefig

    def savefig(self: Canvas, *arguments: Any, **named: Any) -> None:
        written.extend(t.get_text() for t in self.findobj(Text) if t.get_visible())
        whole(self, *arguments, **named)

    Canvas.savefig = savefig  # type: ignore[method-assign]
    for name, make in PICTURES.items():
        written.clear()
        found = _drawn(make())
        yield f"picture {name}", [*found, *written]


def _labs() -> Iterator[tuple[str, list[str]]]:
    """Every sample, with each control at its first, middle and last value."""
    from tests.course_utils.samples import LABS

    for name, make in LABS.items():
        lab = make()
        found = [text for control in lab.controls.values() for text in (control.label,)]
        for control in lab.controls.values():
            few = (control.values[0], control.values[len(control.values) // 2], control.values[-1])
            for value in few:
                found += _drawn(lab.at(**{control.name: value}))
        yield f"lab {name}", [*dict.fromkeys(found)]


def main() -> None:
    """Walk, and write what was shown."""
    shown: Shown = {}
    InteractiveShell.instance()
    for name, act in _cards():
        with capture_output() as caught, contextlib.suppress(SystemExit):
            try:
                act()
            except Exception as error:  # a check that fails raises where nobody looks
                print(type(error).__name__, error, file=sys.stderr)
        shown[name] = [str(one.data.get("text/html", "")) for one in caught.outputs]
        shown[name] += [caught.stdout] if caught.stdout.strip() else []
    for walk in (_pictures, _labs):
        shown.update(walk())
    json.dump(shown, sys.stdout)


if __name__ == "__main__":
    main()
