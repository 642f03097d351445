"""mean-image: the average of a batch of uint8 images, as floats in [0, 1]."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="mean-image",
        title="The average image",
        chapter=CHAPTER,
        symbol="mean_image",
        contract="`mean_image(x)` averages a batch of images x, uint8 of shape (N, H, W) with "
        "values 0 to 255, over the batch, and scales by 1/255. The result is float32, of "
        "shape (H, W), in [0, 1].",
        parts=(
            Part("mean", 1, ("mean", "one image", "white", "second")),
            Part("float32 and x kept", 1, ("mean", "dtype", "inputs")),
        ),
        minutes=6,
        difficulty=2,
        importance=3,
        practised="Converting integers to floating point before anything is averaged, and "
        "taking a mean over the batch axis alone.",
        hints=(
            "Try `x.mean(dim=0)` and read the error. What is the largest number that a uint8 can "
            "hold?",
            "Change the dtype first, compute afterwards. Then ask which axis has to disappear: "
            "the one that counts images.",
            "`x.float()` has dtype float32; the mean over dim 0, divided by 255, is what the "
            "exercise asks for.",
        ),
        labels={
            "mean": "mean_image(x)",
            "dtype": "the dtype of mean_image(x)",
            "inputs": "the argument x",
            "one image": "mean_image of one image",
            "white": "mean_image of white images (255 everywhere)",
            "second": "mean_image of another batch",
        },
    ),
)

_MEAN = "Add the N images element by element, divide by N and by 255."
_WRAP = "uint8 holds 0 to 255: 200 + 100 is 44 there. Convert with .float() before you add."


@entry.cases
def cases(draw: Draw) -> list[Case]:
    def images(n: int, h: int, w: int) -> torch.Tensor:
        values = [draw.integer(1, 250) for _ in range(n * h * w)]
        return torch.tensor(values, dtype=torch.uint8).reshape(n, h, w)

    n, h, w = draw.distinct(3, 3, 6)
    sizes = {n: "the number of images N", h: "the height H", w: "the width W"}
    second = images(*draw.distinct(3, 2, 5))
    return [Case("a small batch", {"x": images(n, h, w), "second x": second}, sizes)]


@entry.reference
def mean_image(x):
    return x.float().mean(dim=0) / 255


@entry.variant("every image as one row, by view")
def by_view(x):
    n, h, w = x.shape
    return x.view(n, h * w).float().mean(0).view(h, w) / 255


@entry.variant("scaled first")
def scaled_first(x):
    return (x / 255).mean(dim=0)


@entry.variant("a sum, which torch takes in int64")
def by_sum(x):
    return x.sum(0) / (255 * x.shape[0])


@entry.variant("image by image, into a float tensor")
def by_images(x):
    total = torch.zeros(x.shape[1:], dtype=torch.float32)
    for image in x:
        total += image
    return total / len(x) / 255


@entry.variant("with a dtype in mean, in float64 inside")
def by_dtype(x):
    return x.mean(dim=0, dtype=torch.float64).div(255).to(torch.float32)


@entry.variant("pixel by pixel")
def by_pixels(x):
    n, h, w = x.shape
    out = torch.zeros(h, w, dtype=torch.float32)
    for i in range(h):
        for j in range(w):
            out[i, j] = sum(x[k, i, j].item() for k in range(n)) / (n * 255)
    return out


@entry.variant("flattened on the way")
def by_rows(x):
    n, h, w = x.shape
    return (x.reshape(n, h * w).float() / 255.0).mean(0).reshape(h, w)
