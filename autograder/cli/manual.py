"""``python -m autograder.cli.manual``: docs/commands.md, written from the commands' own help."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from autograder.cli.app import (
    COMMANDS,
    app,
    command_name,
    description,
    examples,
)
from autograder.cli.topics import EXIT_CODES
from autograder.files.paths import ROOT

PAGE = ROOT / "docs" / "commands.md"


def page() -> str:
    """The manual of all commands, as markdown."""
    group: Any = get_command(app)
    lines = [
        "# The commands",
        "",
        "Written from the help of the commands by `python -m autograder.cli.manual`; change the",
        "docstrings in `autograder/cli/`, not this page.",
        "",
        "## Exit codes",
        "",
        "| code | meaning |",
        "|---|---|",
        *(f"| {code} | {words} |" for code, words in EXIT_CODES.items()),
        "",
        "Errors are one sentence on the error stream. Progress goes there, too: what a command",
        "prints can be piped.",
    ]
    for heading, commands in COMMANDS.items():
        lines += ["", f"## {heading}"]
        for command in commands:
            lines += _section(command, group.commands[command_name(command)])
    return "\n".join(lines) + "\n"


def _section(command: Callable[..., Any], parsed: Any) -> Iterator[str]:
    yield from ("", f"### `{command_name(command)}`")
    for paragraph in description(command):
        yield from ("", paragraph)
    yield from ("", "```", *examples(command), "```")
    rows = list(_rows(parsed))
    if rows:
        yield from ("", "| argument or option | what it says |", "|---|---|", *rows)


def _rows(parsed: Any) -> Iterator[str]:
    for parameter in parsed.params:
        if parameter.name == "help" or getattr(parameter, "hidden", False):
            continue
        if parameter.param_type_name == "argument":
            name = f"`{parameter.name.upper()}`"
            name += "" if parameter.required else ", may be left out"
        else:
            name = ", ".join(f"`{word}`" for word in parameter.opts)
            name += ", needed" if parameter.required else ""
        said = inspect.cleandoc(parameter.help or "").replace("\n", " ").replace("|", "\\|")
        if parameter.default not in (None, False, "", ()) and not callable(parameter.default):
            said += f" Default: `{parameter.default}`."
        yield f"| {name} | {said} |"


def write_manual(path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write_manual()
    print(f"✓ {PAGE.relative_to(ROOT)}")
