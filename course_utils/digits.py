"""Real handwritten digits: a small part of MNIST that comes with the course.

Nothing is downloaded. The file and its attribution lie in ``data/digits``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch

FILE = Path(__file__).parent / "data" / "digits" / "mnist_small.npz"
SIDE = 28
# An 8 that chapter 4's model takes for a 3, and a network with a hidden layer reads; see
# :func:`the_eight`. It is a training digit, so that no test digit is looked at over and over.
EIGHT = 1404


@dataclass(frozen=True, slots=True)
class Digits:
    """The images as stored, one after the other.

    Attributes:
        x_train: (3000, 28, 28) uint8, 0 (paper) to 255 (ink).
        y_train: (3000,) int64, the digits 0 to 9, 300 of each, shuffled.
        x_test: (1000, 28, 28) uint8, other images than those of ``x_train``.
        y_test: (1000,) int64, 100 of each digit.
    """

    x_train: torch.Tensor
    y_train: torch.Tensor
    x_test: torch.Tensor
    y_test: torch.Tensor


@dataclass(frozen=True, slots=True)
class DigitPair:
    """Two digits to tell apart; examples are columns, as chapter 4 has them.

    Attributes:
        zero: the digit whose label is 0.
        one: the digit whose label is 1.
        x_train: (784, m) float32 in [0, 1], one image a column.
        y_train: (1, m) float32, 0 or 1.
        x_test: (784, m_test) float32 in [0, 1].
        y_test: (1, m_test) float32, 0 or 1.
    """

    zero: int
    one: int
    x_train: torch.Tensor
    y_train: torch.Tensor
    x_test: torch.Tensor
    y_test: torch.Tensor


def load() -> Digits:
    """All 4,000 images with their labels; every call gives new tensors."""
    stored = _stored()
    return Digits(**{name: stored[name].clone() for name in Digits.__slots__})


def pair(zero: int, one: int) -> DigitPair:
    """The images of two digits as columns, with label 0 for ``zero`` and 1 for ``one``.

    Args:
        zero: a digit, 0 to 9.
        one: another digit.

    Returns:
        600 training and 200 test examples of both digits together, in the file's order.

    Raises:
        ValueError: these are not two different digits.
    """
    if zero == one or not {zero, one} <= set(range(10)):
        raise ValueError(f"pair wants two different digits from 0 to 9, not {zero!r} and {one!r}.")
    stored = _stored()
    split: dict[str, torch.Tensor] = {}
    for part in ("train", "test"):
        images, labels = stored[f"x_{part}"], stored[f"y_{part}"]
        chosen = (labels == zero) | (labels == one)
        split[f"x_{part}"] = as_columns(images[chosen])
        split[f"y_{part}"] = (labels[chosen] == one).float().unsqueeze(0)
    return DigitPair(zero, one, **split)


def the_eight() -> torch.Tensor:
    """The one 8 that is met in every chapter: (28, 28) uint8, number 1404 of ``x_train``.

    Everybody reads it as an 8. Chapter 4's model, which has learned from it, takes it for a 3
    (it gives the 8 a probability of 0.47), and ten classes in one linear layer for a 5; the
    network of chapter 5 reads it once its learning rate is chosen well.
    """
    return _stored()["x_train"][EIGHT].clone()


def as_columns(images: torch.Tensor) -> torch.Tensor:
    """uint8 images (m, 28, 28) as float32 columns (784, m) between 0 and 1."""
    return (images.reshape(len(images), -1).float() / 255).T.contiguous()


def as_images(x: torch.Tensor) -> torch.Tensor:
    """Columns (784, m) as images (m, 28, 28), for a picture."""
    return x.T.reshape(-1, SIDE, SIDE)


@cache
def _stored() -> dict[str, torch.Tensor]:
    # numpy costs nothing beside torch, but only a chapter with digits needs it.
    import numpy as np

    with np.load(FILE, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in Digits.__slots__}
    return {
        name: torch.from_numpy(array if name.startswith("x") else array.astype(np.int64))
        for name, array in arrays.items()
    }
