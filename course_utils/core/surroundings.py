"""Around a probe: what the student's code prints is kept, what it changes is put back."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import random
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from course_utils.texts import say, words

LINES = 10
_LINE_WIDTH = 160
_KEPT_CHARACTERS = 20_000
_WARNINGS = 3
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@dataclass(slots=True)
class Captured:
    """What was printed and warned while a probe ran, cut to what a card can show."""

    printed: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()


class _Stream(io.TextIOBase):
    """A stream that keeps the first characters and counts the lines of the rest."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._room = _KEPT_CHARACTERS
        self._lost = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        part = text[: self._room]
        if part:
            self._kept.append(part)
            self._room -= len(part)
        self._lost += text.count("\n", len(part))
        return len(text)

    def lines(self) -> tuple[str, ...]:
        """The first lines; the last one says how many are left out."""
        # A progress bar returns to the start of its line: its last state is kept.
        rows = [row.rsplit("\r", 1)[-1] for row in "".join(self._kept).rstrip().split("\n")]
        rows = [row if len(row) <= _LINE_WIDTH else row[:_LINE_WIDTH] + "…" for row in rows]
        left = len(rows) - LINES + self._lost
        if left > 0:
            rows = [*rows[:LINES], words(say("printed.more", count=left))]
        return tuple(rows) if any(rows) else ()


@contextmanager
def capture_output() -> Iterator[Captured]:
    """Keep prints and warnings from the page; they are in the result afterwards.

    Warnings never become exceptions here, whatever filters are set: the same
    answer gets the same verdict everywhere.
    """
    captured, stream = Captured(), _Stream()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        try:
            with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
                yield captured
        finally:
            captured.printed = stream.lines()
            captured.warned = _warned(caught)


def _warned(caught: list[warnings.WarningMessage]) -> tuple[str, ...]:
    texts: dict[str, str] = {}
    for entry in caught:
        words = str(entry.message).strip()
        if not words or _is_the_checks_own(entry, words):
            continue
        text = f"{entry.category.__name__}: {words.splitlines()[0][:300]}"
        # One warning about three batches has three sizes in it.
        texts.setdefault(re.sub(r"\d+", "0", text), text)
    return tuple(texts.values())[:_WARNINGS]


def _is_the_checks_own(entry: warnings.WarningMessage, words: str) -> bool:
    """Reading a number off a tensor is what the check does, not the student."""
    ours = entry.filename.startswith(_PACKAGE)
    return ours and words.startswith("Converting a tensor with requires_grad=True to a scalar")


@contextmanager
def on_cpu() -> Iterator[None]:
    """New tensors are made on the CPU inside, whatever default device is set.

    The cases' inputs are on the CPU. With ``torch.set_default_device("cuda")`` a right
    answer that makes a tensor of its own would meet them with one on the GPU.
    """
    # Not torch.get_default_device(): before torch 2.7 it raises once a default was taken back.
    if torch.empty(0).device.type == "cpu":
        yield
        return
    with torch.device("cpu"):
        yield


@contextmanager
def _idle_devices_unseeded() -> Iterator[None]:
    """``torch.manual_seed`` inside leaves alone the kinds of devices that nobody uses yet.

    For each of them torch notes a seed for later, with the whole stack: some milliseconds a
    call, and a list that grows. The state is put back anyway.
    """
    kept = []
    for name in ("cuda", "mtia", "xpu"):
        device = getattr(torch, name, None)
        in_use = getattr(device, "is_initialized", None)
        seed = getattr(device, "manual_seed_all", None)
        if in_use is not None and seed is not None and not in_use():
            kept.append((device, seed))
            setattr(device, "manual_seed_all", _no_seed)  # noqa: B010 - of a module
    try:
        yield
    finally:
        for device, seed in kept:
            setattr(device, "manual_seed_all", seed)  # noqa: B010


def _no_seed(seed: int) -> None:
    """Takes the place of a device's ``manual_seed_all``."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Thousands of new objects, all kept, would make Python look through all of torch's: 80 ms."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


@contextmanager
def preserve_rng_state() -> Iterator[None]:
    """Fixed random numbers inside; the student's random state and grad mode afterwards."""
    numpy = sys.modules.get("numpy")
    grad = torch.is_grad_enabled()
    generator = torch.default_generator
    before = generator.get_state()
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else None
    python = random.getstate()
    legacy = numpy.random.get_state() if numpy else None
    # Not torch.manual_seed: it would also reseed a GPU that is not in use yet.
    generator.manual_seed(0)
    random.seed(0)
    if numpy:
        numpy.random.seed(0)
    try:
        with torch.inference_mode(False), _idle_devices_unseeded():
            yield
    finally:
        torch.set_grad_enabled(grad)
        generator.set_state(before)
        random.setstate(python)
        if numpy and legacy is not None:
            numpy.random.set_state(legacy)
        if cuda is not None:
            torch.cuda.set_rng_state_all(cuda)
