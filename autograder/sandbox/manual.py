"""The limits and the levels of isolation in words: for the manual page and for the doctor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from autograder.sandbox.limits import GIB, KIB, MIB, Limits

# Field of Limits -> (unit, what it limits, what comes of passing it).
_ABOUT: dict[str, tuple[str, str, str]] = {
    "cpu_per_cell": ("CPU s", "one cell", "interrupted, as by Ctrl-C; the next cell goes on"),
    "cpu_per_probe": ("CPU s", "one exercise's visible cases, and its hidden ones", "`timeout`"),
    "cpu_per_notebook": ("CPU s", "all cells and probes, restarts included", "the rest: `timeout`"),
    "cpu_grace": ("CPU s", "between an interruption that is swallowed and the end", "killed"),
    "search_cpu": ("CPU s", "looking for one wrong answer's place; not charged", "no place"),
    "search_wall": ("s", "the same, by the clock", "no place"),
    "idle": ("s", "a cell or probe in which nothing wants to run", "`timeout`"),
    "wall_per_notebook": ("s", "everything, whatever it does; the last net", "the rest: `timeout`"),
    "address_space": ("bytes", "what one process maps beyond the worker's own", "MemoryError"),
    "memory": ("bytes", "what all its processes hold", "`crashed`"),
    "search_memory": ("bytes", "what a search maps beyond the submission's own", "no place"),
    "file_size": ("bytes", "one file", "OSError"),
    "scratch": ("bytes", "its folder for files", "OSError: no space left"),
    "shared_memory": ("bytes", "/dev/shm", "OSError: no space left"),
    "processes": ("", "processes and threads at one time", "OSError, RuntimeError"),
    "open_files": ("", "descriptors of one process", "OSError"),
    "restarts": ("", "fresh processes after it has ended its own", "the rest: `timeout`"),
    "output_per_cell": ("bytes", "a cell's outputs, pictures included", "cut, and said so"),
    "output_per_notebook": ("bytes", "all outputs", "cut, and said so"),
    "seed": ("", "the random state that it starts with", ""),
}

LEVELS: dict[str, str] = {
    "root": "the best: an unprivileged user of its own, in namespaces of its own",
    "user": "good: namespaces of its own, but the kernel sees the grader's own user",
    "container": "some: an unprivileged user of its own, without namespaces",
    "unsandboxed": "none: an ordinary process of yours",
}


def limits_table(limits: Limits | None = None) -> str:
    """The limits as a Markdown table, one row for each field of Limits."""
    limits = limits or Limits()
    head = ("| limit | value | of what | when it is passed |", "|---|---|---|---|")
    return "\n".join((*head, *_rows(limits)))


def _rows(limits: Limits) -> Iterator[str]:
    for one in fields(limits):
        unit, about, comes = _ABOUT[one.name]
        yield f"| `{one.name}` | {_value(getattr(limits, one.name), unit)} | {about} | {comes} |"


def _value(value: float, unit: str) -> str:
    if unit == "bytes":
        for size, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
            if value >= size and value % size == 0:
                return f"{int(value) // size} {name}"
    return f"{value:g} {unit}".strip()
