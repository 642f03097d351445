"""Commands as they can be typed where the reader stands, for messages that name one."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path


def command(words: str) -> str:
    """A call of this command line, such as ``python -m autograder build``.

    Where ``python`` is not the Python that runs this, its path stands in its place, so that
    the line works whether or not the environment is entered.

    Args:
        words: the command with its arguments, quoted where a shell needs that.
    """
    return f"{_program(Path(sys.executable), ('python', 'python3'))} -m autograder {words}"


def jupyter_lab() -> str:
    """A call of this environment's JupyterLab that works in any folder."""
    beside = Path(sys.executable).with_name("jupyter")
    program = "jupyter" if _is_first("jupyter", beside) else quoted(beside)
    # Root is asked for this by JupyterLab; in a container everybody is.
    may = " --allow-root" if hasattr(os, "getuid") and os.getuid() == 0 else ""
    return f"{program} lab{may}"


def quoted(path: Path | str) -> str:
    """A path as a shell takes it."""
    return shlex.quote(str(path))


def _program(program: Path, names: tuple[str, ...]) -> str:
    for name in names:
        if _is_first(name, program.with_name(name)):
            return name
    here = Path.cwd()
    return quoted(program.relative_to(here) if program.is_relative_to(here) else program)


def _is_first(name: str, program: Path) -> bool:
    """Whether the name alone starts the program.

    Its folder decides: what lies in an environment is often a link to the system's.
    """
    found = shutil.which(name)
    return found is not None and Path(found).parent.resolve() == program.parent.resolve()
