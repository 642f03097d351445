"""A real IPython shell in this process, as a notebook's kernel or a terminal has it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_utils.notebook import ran

SETUP = (
    "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
    "from course_utils import NotAttempted, check, demo, guess, hint, method_of, progress, reset"
)


@cache
def _shell() -> InteractiveShell:
    """Made once: it costs half a second."""
    InteractiveShell.clear_instance()
    main = sys.modules["__main__"]
    config = Config(HistoryManager={"hist_file": ":memory:"})
    made = InteractiveShell.instance(config=config, colors="NoColor", banner1="")
    sys.modules["__main__"] = main  # else no test after this one could start a process
    return made


@contextmanager
def ipython() -> Iterator[InteractiveShell]:
    """A shell without a past that has run the chapters' set-up cell."""
    running = _shell()
    for kind in InteractiveShell._walk_mro():
        kind._instance = running
    running.reset(new_session=False)
    running.history_manager.input_hist_raw[:] = [""]
    running.history_manager.input_hist_parsed[:] = [""]
    ran.watch_cells()  # the package may have been imported before there was a shell
    try:
        run(running, SETUP)
        yield running
    finally:
        if ran._watch is not None:
            running.events.unregister("pre_run_cell", ran._watch._before)
            running.events.unregister("post_run_cell", ran._watch._after)
        ran._watch = None
        InteractiveShell.clear_instance()


def run(running: InteractiveShell, text: str, cell_id: str | None = None) -> Any:
    """Run a cell as the front ends do: with the notebook's cell id where it is known."""
    return running.run_cell(text, store_history=True, cell_id=cell_id)
