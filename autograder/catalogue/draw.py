"""Drawing inputs that a person can read: two decimals, no zeros, both classes.

numpy's PCG64 generator gives the same stream on every platform, and rounded
values are the same bits everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import torch

T = TypeVar("T")
TRIES = 1000


class Undrawable(Exception):
    """What was drawn before leaves no room for what is needed now: draw all of it again."""


class Draw:
    """A source of readable random inputs."""

    def __init__(self, seed: int | str) -> None:
        """Args: seed: a number, or a text such as ``"visible/lr-backward"``."""
        entropy = list(seed.encode()) if isinstance(seed, str) else seed
        self._rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))

    def real(self, *shape: int, low: float = 0.1, high: float = 2.0) -> torch.Tensor:
        """float32 of either sign, low <= |value| <= high, never zero."""
        size = self._rng.uniform(low, high, shape)
        sign = self._signs(shape)
        return torch.tensor(np.round(size * sign, 2), dtype=torch.float32)

    def positive(self, *shape: int, low: float = 0.1, high: float = 2.0) -> torch.Tensor:
        """float32 between low and high, three decimals."""
        return torch.tensor(np.round(self._rng.uniform(low, high, shape), 3), dtype=torch.float32)

    def number(self, low: float, high: float) -> float:
        """One number, two decimals."""
        return round(float(self._rng.uniform(low, high)), 2)

    def integer(self, low: int, high: int) -> int:
        """A whole number, low <= n <= high."""
        return int(self._rng.integers(low, high + 1))

    def distinct(self, count: int, low: int, high: int) -> list[int]:
        """Whole numbers that all differ: sizes that a message can tell apart."""
        return [int(n) for n in self._rng.permutation(np.arange(low, high + 1))[:count]]

    def labels(self, count: int, classes: int = 2) -> torch.Tensor:
        """Class numbers (count,), int64; every class appears where there is room.

        The classes are of unequal frequency, so that no sum vanishes by symmetry.
        """
        head = np.arange(min(classes, count))
        tail = self._rng.integers(0, classes, max(count - classes, 0))
        labels = self._rng.permutation(np.concatenate([head, tail]))
        if classes == 2 and count > 2 and 2 * labels.sum() == count:
            labels[int(np.argmin(labels))] = 1
        return torch.tensor(labels, dtype=torch.int64)

    def order(self, count: int) -> list[int]:
        """A permutation of 0 … count - 1."""
        return [int(n) for n in self._rng.permutation(count)]

    def until(self, make: Callable[[], T], good: Callable[[T], bool]) -> T:
        """The first of what ``make`` draws that is good.

        Raises:
            Undrawable: none of many was.
        """
        for _ in range(TRIES):
            if good(made := make()):
                return made
        raise Undrawable(f"none of {TRIES} draws was good")

    def _signs(self, shape: tuple[int, ...]) -> np.ndarray:
        sign = np.where(self._rng.random(shape) < 0.5, -1.0, 1.0)
        flat = sign.reshape(-1)
        if flat.size > 1:  # both signs, always
            flat[0], flat[1] = 1.0, -1.0
        return sign
