"""A bar on the error stream: how far, how fast, how long still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield from items
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        redirect_stdout=False,  # what is printed meanwhile belongs into the pipe, not here
    )
    with bar:
        task = bar.add_task(what, total=total, rate="warming up")
        for done, item in enumerate(items, 1):
            elapsed = bar.tasks[0].elapsed or 0.0
            bar.update(task, completed=done, rate=f"{done / elapsed:.1f}/s" if elapsed else "")
            yield item
