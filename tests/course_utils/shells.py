"""A real IPython shell in this process, as a notebook's kernel or a terminal has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_utils import ran

SETUP = (
    "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
    "from course_utils import NotAttempted, check, demo, guess, hint, method_of, progress, reset"
)


@contextmanager
def ipython() -> Iterator[InteractiveShell]:
    """A shell that has run the chapters' set-up cell."""
    InteractiveShell.clear_instance()
    config = Config(HistoryManager={"hist_file": ":memory:"})
    running = InteractiveShell.instance(config=config, colors="NoColor", banner1="")
    ran.watch()  # the package may have been imported before there was a shell
    try:
        run(running, SETUP)
        yield running
    finally:
        running.history_manager.end_session()
        running.reset(new_session=False)
        InteractiveShell.clear_instance()
        ran._watch = None


def run(running: InteractiveShell, text: str, cell_id: str | None = None) -> Any:
    """Run a cell as the front ends do: with the notebook's cell id where it is known."""
    return running.run_cell(text, store_history=True, cell_id=cell_id)
