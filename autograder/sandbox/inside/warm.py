"""Everything that is slow the first time, done once.

In two halves: what every submission uses comes before the first one; what only some use (an
optimizer, a figure) before the second, so that who grades a single notebook need not wait.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import warnings
from collections.abc import Callable, Iterator

from .recorder import Recorder
from .searching import rehearse
from .shell import GradingShell, freshen, make_shell, run_cell

_CELLS = (
    "import torch\nx = torch.ones(2, requires_grad=True)\n(x * x).sum().backward()\nx.grad",
    "raise ValueError('warm')",
    "print('warm')\n%config InlineBackend.figure_format",
    "await_me = (",
)


def warm_up() -> GradingShell:
    """Import and use once what all submissions use; the shell comes back empty.

    The garbage collector is off: it finds nothing in what imports make, again and again.
    """
    gc.disable()
    for step in (_one_thread, _numpy, _gradcheck, _course, _probes):
        step()
    shell = make_shell()
    with _unseen(shell):
        for source in _CELLS:
            run_cell(shell, source)
    freshen(shell)
    return shell


def warm_through(shell: GradingShell) -> None:
    """Import and use once what some submissions use; the shell comes back empty.

    Args:
        shell: the one that :func:`warm_up` made.
    """
    for step in (_torch, _matplotlib, _optional):
        step()
    with _unseen(shell):
        _render(shell)
    freshen(shell)


@contextlib.contextmanager
def _unseen(shell: GradingShell) -> Iterator[None]:
    shell.recorder = Recorder(1 << 20)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def _one_thread() -> None:
    """One thread, and a word of matplotlib's that is no fault of a notebook's."""
    import torch

    # A parent that ever ran a parallel operation leaves its children waiting for threads that
    # a fork does not copy.
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    # By plt.show() without a screen.
    warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")


def _gradcheck() -> None:
    """What probes import when they ask: behind a student's code that would be another import."""
    import torch

    w = torch.randn(3, dtype=torch.float64, requires_grad=True)
    torch.autograd.gradcheck(lambda w: (w * w).sum(), (w,))


def _torch() -> None:
    import torch
    import torch.nn.functional as F
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    x, y = torch.randn(5, 3), torch.tensor([0, 1, 0, 1, 1])
    for kind in (torch.optim.SGD, torch.optim.Adam):
        optimizer = kind(model.parameters(), lr=0.1)
        for batch, target in DataLoader(TensorDataset(x, y), batch_size=2, shuffle=True):
            optimizer.zero_grad()
            F.cross_entropy(model(batch), target).backward()
            optimizer.step()
    w = torch.randn(3, dtype=torch.float64, requires_grad=True)
    F.binary_cross_entropy(torch.sigmoid(w), torch.ones(3, dtype=torch.float64)).backward()
    torch.equal(x @ x.T, (x @ x.T).T)
    repr(model), repr(x)


def _numpy() -> None:
    import numpy as np

    np.random.default_rng(0).normal(size=3) @ np.ones(3)


def _matplotlib() -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(1, 1))
    axes.plot([0, 1], [0, 1], label="a")
    axes.set_title("$a^2$")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png")
    plt.close("all")


def _optional() -> None:
    for name in ("ipywidgets", "matplotlib_inline.backend_inline", "course_utils.digits"):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _course() -> None:
    """What a chapter's set-up cell asks of the course's package."""
    import course_utils

    # Its names are imported when first used: 40 ms in every submission otherwise.
    for name in course_utils.__all__:
        with contextlib.suppress(ImportError):
            getattr(course_utils, name)


def _probes() -> None:
    """Every chapter's, and the search for places."""
    from course_utils.core.exercise import exercises
    from course_utils.core.probing import load_chapter

    for chapter in sorted({exercise.chapter for exercise in exercises().values()}):
        load_chapter(chapter)
    rehearse()


def _render(shell: GradingShell) -> None:
    """The inline backend's first picture and the first display of a rich object."""
    steps: tuple[Callable[[], object], ...] = (
        lambda: run_cell(shell, "{'a': [1, 2]}"),
        lambda: importlib.import_module("IPython.core.pylabtools"),
        lambda: importlib.import_module("IPython.display"),
    )
    for step in steps:
        step()
