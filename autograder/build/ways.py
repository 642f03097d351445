"""Ways to write each exercise, for those who have passed it: the solution, and others.

They come from the solution regions of the sources and from the catalogue's right answers, lie in
``solutions/ways.json`` and reach a student only where nobody is graded.
"""

from __future__ import annotations

import ast
import builtins
import json
from collections.abc import Iterable, Iterator

from nbformat import NotebookNode

from autograder.build.student import solved_notebook
from autograder.catalogue import Entry, catalogue
from autograder.catalogue.entry import Implementation
from autograder.files.paths import SOLUTIONS
from course_utils.core.exercise import exercises

WAYS_FILE = SOLUTIONS / "ways.json"
_LONGEST = 14  # lines: longer ones are read in the solved notebook
# The catalogue's right answers that a teacher would be glad to show, by their names there.
_WORTH_READING = {
    "batch-to-columns": ("by_axes", "by_einsum"),
    "row-normalize": ("by_none", "by_product"),
    "mean-image": ("scaled_first", "by_dtype"),
    "mse": ("library", "as_columns"),
    "layer-loop": ("by_units", "library"),
    "mlp-forward": ("library", "by_einsum"),
    "softmax": ("library", "by_logarithm"),
    "cross-entropy": ("library", "by_index"),
    "numerical-gradient": ("unit_steps", "in_place_and_back"),
    "grad-at": ("by_grad", "functional"),
    "intermediate-grad": ("by_grad", "by_hook"),
    "vjp": ("scalar", "functional"),
    "repeated-grads": ("new_leaves", "comprehension"),
    "gd-step": ("copied", "library"),
    "descend": ("new_leaf", "library"),
    "affine-backward": ("by_einsum", "by_autograd"),
    "backprop-mlp": ("by_grad",),
    "my-linear": ("Registered", "Subclass"),
    "scaler": ("AsBuffer",),
    "net": ("Sequential",),
    "tower": ("InSequence", "Recursive"),
    "drop-net": ("Sequence", "ByHand"),
    "copy-weights": ("by_state", "by_name"),
    "predict": ("decorated", "inference"),
    "lr-init": ("parameters", "buffers"),
    "lr-sigmoid": ("library", "stable"),
    "lr-forward": ("einsum", "summed"),
    "bce": ("library", "chosen"),
    "lr-backward": ("mean_over_columns", "by_autograd"),
    "lr-optimize": ("in_place", "by_names"),
    "lr-train": ("called",),
    "logistic-function": ("SavesZ", "AutogradInside"),
    "fit-line": ("by_hand", "functional"),
    "minibatches": ("generator", "zipped"),
    "sgd": ("Subclass", "Library"),
    "train-epoch": ("running_tensor", "by_size"),
    "evaluate": ("decorated", "joined"),
    "adam": ("Library", "Efficient"),
}
# What a chapter's set-up cell imports.
_KNOWN = {"torch", "nn", "F", "optim", "math", *dir(builtins)}


def ways_text(sources: Iterable[NotebookNode]) -> str:
    """``ways.json``: of each exercise the solution, and others with what is special in them.

    Args:
        sources: the instructor's notebooks of the chapters.
    """
    official = {}
    for source in sources:
        for cell in solved_notebook(source).cells:
            if cell.id in exercises():
                official[cell.id] = cell.source.partition("\n")[2].strip()
    rows = {
        name: {"solution": official[name], "others": [list(way) for way in _others(entry)]}
        for name, entry in catalogue().items()
        if name in official
    }
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _others(entry: Entry) -> list[tuple[str, str]]:
    """Those worth reading; of an exercise that none were chosen of, the shortest one."""
    fit = {one.name: one for one in entry.variants if one.about and _is_readable(entry, one)}
    shortest = sorted(fit, key=lambda name: fit[name].source.count("\n"))[:1]
    chosen = _WORTH_READING.get(entry.id, shortest)
    return [(fit[name].about, fit[name].source.strip()) for name in chosen]


def _is_readable(entry: Entry, one: Implementation) -> bool:
    assert entry.right is not None
    symbols = {exercise.symbol for exercise in exercises().values()} | {entry.right.name}
    lines = one.source.strip().count("\n") + 1
    return lines <= _LONGEST and not set(_free_names(one.source)) - _KNOWN - symbols


def _free_names(source: str) -> Iterator[str]:
    """The names that a text reads and does not bind itself."""
    tree = ast.parse(source)
    bound = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in bound:
            yield node.id
