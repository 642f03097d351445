"""The command in a process of its own, without its seconds of imports.

``python -m tests.autograder.grade.forks`` imports everything once. Each line of JSON on its
standard input names arguments, environment and an output file; it forks a process that runs
the command line with these, and answers with the exit status (negative: the signal). In a light
one a thread of that process grades, with the sandbox that it starts when something has to run:
where nothing has to, processes and sandboxes that warm up would be four of five CPU seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from autograder.files.paths import ROOT
from autograder.grade import start


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and all that it printed."""

    code: int
    output: str


class Forks:
    """Holds the forking process."""

    def __init__(self, folder: Path) -> None:
        self._output = folder / "output.txt"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.autograder.grade.forks"], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, words: list[str], *, light: bool = False, **environment: str) -> Done:
        """Run the command line to its end.

        Args:
            words: behind the program's name.
            light: grade in a thread of its own, not in processes.
            environment: what is changed of it.
        """
        request = {
            "words": words, "environment": environment, "output": str(self._output), "light": light,
        }  # fmt: skip
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline())
        return Done(code, self._output.read_text(encoding="utf-8"))

    def close(self) -> None:
        """End the forking process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


def _child(words: list[str], environment: dict[str, str], output: str, *, light: bool) -> None:
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for descriptor in (1, 2):
        os.dup2(file, descriptor)
    os.environ.update(environment, NO_COLOR="1", COLUMNS="200")
    sys.argv = ["autograder", *words]
    if light:
        start.begun_pool = lambda *_, **__: lambda: ThreadPoolExecutor(1)
    from autograder.cli import main

    main()


def _serve() -> None:
    import autograder.cli.table
    import autograder.grade.context
    import autograder.grade.examiner
    import autograder.grade.session  # noqa: F401

    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            code = 0
            try:
                _child(**request)
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
            except BaseException:
                import traceback

                traceback.print_exc()
                code = 99
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        status = os.waitpid(pid, 0)[1]
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    _serve()
