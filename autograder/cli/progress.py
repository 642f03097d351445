"""A bar on the error stream: how far, how fast, how long still."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

T = TypeVar("T")


def tracked(items: Iterable[T], total: int, what: str, quiet: bool) -> Iterator[T]:
    """The items, with a bar that moves as they come; without one where nobody would see it."""
    if quiet or not Console(stderr=True).is_terminal:
        yield from items
        return
    with moving_bar(what, vanishes=True) as move:
        for done, item in enumerate(items, 1):
            move(done, total)
            yield item


@contextmanager
def moving_bar(what: str, *, vanishes: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar with rate and time left, and what moves it: called with done and total."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=vanishes,
        redirect_stdout=False,  # what is printed meanwhile belongs into the pipe, not here
    )
    with bar:
        task = bar.add_task(what, total=None, rate="warming up")

        def move(done: int, total: int) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = f"{done / elapsed:.1f}/s" if elapsed else ""
            bar.update(task, completed=done, total=total, rate=rate)

        yield move
