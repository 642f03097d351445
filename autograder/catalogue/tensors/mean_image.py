"""mean-image: the average of a batch of uint8 images, as floats in [0, 1]."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

mean = Entry(
    Exercise(
        id="mean-image",
        title="The average image",
        chapter=CHAPTER,
        symbol="mean_image",
        contract="`mean_image(x)` averages a batch of images x, uint8 of shape (N, H, W) with "
        "values 0 to 255, over the batch, and scales by 1/255: float32 of shape (H, W) in [0, 1].",
        parts=(
            Part("mean", 1, ("mean", "one image", "white", "second")),
            Part("float32 and x kept", 1, ("mean", "dtype", "inputs")),
        ),
        minutes=6,
        difficulty=2,
        importance=3,
        hints=(
            "Try `x.mean(dim=0)` and read the error. What is the largest number that a uint8 can "
            "hold?",
            "Change the dtype first, compute afterwards. Then ask which axis has to go: the one "
            "that counts images.",
            "`x.float()` has dtype float32; the mean over dim 0, divided by 255, is what is asked.",
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


@mean.cases
def cases(draw: Draw) -> list[Case]:
    def images(n: int, h: int, w: int) -> torch.Tensor:
        values = [draw.integer(1, 250) for _ in range(n * h * w)]
        return torch.tensor(values, dtype=torch.uint8).reshape(n, h, w)

    n, h, w = draw.distinct(3, 3, 6)
    sizes = {n: "the number of images N", h: "the height H", w: "the width W"}
    second = images(*draw.distinct(3, 2, 5))
    return [Case("a small batch", {"x": images(n, h, w), "second x": second}, sizes)]


@mean.reference
def reference(x):
    return x.float().mean(dim=0) / 255


@mean.variant("every image as one row, by view")
def by_view(x):
    n, h, w = x.shape
    return x.view(n, h * w).float().mean(0).view(h, w) / 255


@mean.variant("scaled first")
def scaled_first(x):
    return (x / 255).mean(dim=0)


@mean.variant("a sum, which torch takes in int64")
def by_sum(x):
    return x.sum(0) / (255 * x.shape[0])


@mean.variant("image by image, into a float tensor")
def by_images(x):
    total = torch.zeros(x.shape[1:], dtype=torch.float32)
    for image in x:
        total += image
    return total / len(x) / 255


@mean.variant("with a dtype in mean, in float64 inside")
def by_dtype(x):
    return x.mean(dim=0, dtype=torch.float64).div(255).to(torch.float32)


@mean.variant("pixel by pixel")
def by_pixels(x):
    n, h, w = x.shape
    out = torch.zeros(h, w, dtype=torch.float32)
    for i in range(h):
        for j in range(w):
            out[i, j] = sum(x[k, i, j].item() for k in range(n)) / (n * 255)
    return out


@mean.variant("flattened on the way")
def by_rows(x):
    n, h, w = x.shape
    return (x.reshape(n, h * w).float() / 255.0).mean(0).reshape(h, w)


@mean.mistake(
    "mean-of-integers",
    "the mean of a uint8 tensor is asked for: PyTorch has none",
    "A mean is a fraction, and uint8 holds whole numbers only: convert with .float() first.",
    about=("raised",),
)
def mean_of_integers(x):
    return x.mean(dim=0) / 255


@mean.also("mean-of-integers")
def mean_of_integers_everywhere(x):
    return x.mean() / 255


@mean.mistake(
    "wrapped-sum",
    "the sum is kept in uint8: beyond 255 it starts again at 0",
    _WRAP,
)
def wrapped(x):
    total = x[0]
    for image in x[1:]:
        total = total + image
    return total / len(x) / 255


@mean.also("wrapped-sum")
def wrapped_builtin(x):
    return sum(x) / len(x) / 255


@mean.also("wrapped-sum")
def wrapped_float_late(x):
    return sum(list(x)).float() / 255 / x.shape[0]


@mean.also("wrapped-sum")
def wrapped_dtype(x):
    return x.sum(0, dtype=torch.uint8) / x.shape[0] / 255


@mean.also("wrapped-sum")
def wrapped_not_divided(x):
    return sum(x) / 255


@mean.also("wrapped-sum")
def wrapped_not_scaled(x):
    return sum(x) / len(x)


@mean.also("wrapped-sum")
def wrapped_floor(x):
    return sum(x) // len(x) / 255


@mean.mistake(
    "not-scaled",
    "the scale is left at 0 to 255: the division by 255 is missing",
    "A float image runs from 0 (black) to 1 (white).",
)
def not_scaled(x):
    return x.float().mean(dim=0)


@mean.also("not-scaled")
def not_scaled_double(x):
    return x.double().mean(dim=0)


@mean.mistake(
    "wrong-axis",
    "the mean is taken over the height or the width, not over the batch",
    "dim names the axis that goes. The images are counted by the first, dim=0; (H, W) stays.",
)
def over_height(x):
    return x.float().mean(dim=1) / 255


@mean.mistake(
    "one-number",
    "the mean is taken over everything: one number is left",
    "mean() without dim reduces all axes; mean(dim=0) the first one only.",
)
def one_number(x):
    return x.float().mean() / 255


@mean.also("one-number")
def one_number_not_scaled(x):
    return x.float().mean()


@mean.mistake(
    "float64",
    "the result is float64: twice the memory, and a dtype that layers of float32 refuse",
    "The contract names float32: .float(), or .to(torch.float32) at the end.",
    about=("dtype",),
)
def double(x):
    return x.double().mean(dim=0) / 255


@mean.mistake(
    "half-precision",
    "the mean is computed or returned in half precision (float16 or bfloat16)",
    "Half precision carries three digits; .float() is float32.",
)
def half(x):
    return x.half().mean(dim=0) / 255


@mean.also("half-precision")
def half_at_the_end(x):
    return (x.float().mean(dim=0) / 255).half()


@mean.also("half-precision")
def brain_half(x):
    return x.bfloat16().mean(dim=0) / 255


@mean.also("half-precision")
def scaled_half(x):
    return (x.half() / 255).mean(dim=0)


@mean.mistake(
    "sum-for-mean",
    "the images are added up, but not divided by their number",
    _MEAN,
)
def summed(x):
    return x.float().sum(dim=0) / 255


@mean.mistake(
    "only-summed",
    "the images are added up; neither N nor 255 divides them",
    _MEAN,
)
def only_summed(x):
    return x.float().sum(dim=0)


@mean.also("only-summed")
def only_summed_integers(x):
    return x.sum(dim=0)


@mean.mistake(
    "whole-numbers",
    "the result is stored in whole numbers: between 0 and 1 only 0 is left",
    "uint8 and int64 cannot hold 0.37; float32 can.",
)
def as_uint8(x):
    return (x.float().mean(dim=0) / 255).to(torch.uint8)


@mean.also("whole-numbers")
def floor_255(x):
    return x.sum(0) // len(x) // 255


@mean.also("whole-numbers")
def floor_once(x):
    return x.sum(0) // (len(x) * 255)


@mean.also("whole-numbers")
def mean_as_uint8(x):
    return x.float().mean(dim=0).to(torch.uint8)


@mean.also("whole-numbers")
def integer_mean(x):
    return x.sum(0) // len(x)


@mean.mistake(
    "zeros",
    "it is divided by 255 in whole numbers (`//`, or stored as uint8): only 0 is left",
    "x // 255 is 0 for all but white pixels, for floats too: divide with /.",
)
def floor_first(x):
    return (x // 255).float().mean(dim=0)


@mean.mistake(
    "rounded-mean",
    "the mean is cut off or rounded to a whole number before it is scaled",
    "Keep the fraction: .float() comes first, no .int(), .byte(), round or // after it.",
)
def rounded_down(x):
    return x.float().mean(dim=0).int() / 255


@mean.also("rounded-mean")
def rounded(x):
    return x.float().mean(dim=0).round() / 255


@mean.also("rounded-mean")
def divided_before_adding(x):
    return sum(image // len(x) for image in x) / 255


@mean.mistake(
    "scaled-by-256",
    "it is divided by 256: white is then 0.996",
    "256 values, 0 to 255: the largest, 255, has to become 1.",
)
def by_256(x):
    return x.float().mean(dim=0) / 256


@mean.mistake(
    "scaled-by-maximum",
    "it is divided by what the batch holds, such as its largest value, its sum or its length, not "
    "by 255",
    "A dark image stays dark: the scale is that of uint8, whatever the batch holds.",
)
def by_maximum(x):
    return x.float().mean(dim=0) / x.max()


@mean.also("scaled-by-maximum")
def by_maximum_of_mean(x):
    average = x.float().mean(dim=0)
    return average / average.max()


@mean.also("scaled-by-maximum")
def min_max(x):
    average = x.float().mean(dim=0)
    return (average - average.min()) / (average.max() - average.min())


@mean.also("scaled-by-maximum")
def min_max_batch(x):
    average = x.float().mean(dim=0)
    return (average - x.min()) / (x.max() - x.min())


@mean.mistake(
    "scaled-twice",
    "it is divided by 255 twice",
    _MEAN,
)
def scaled_twice(x):
    return (x / 255).mean(dim=0) / 255


@mean.mistake(
    "multiplied",
    "it is multiplied by 255",
    _MEAN,
)
def multiplied(x):
    return x.float().mean(dim=0) * 255


@mean.mistake(
    "between-minus-one-and-one",
    "the result lies between −1 and 1",
    "Black is 0 and white is 1.",
)
def minus_one_to_one(x):
    return x.float().mean(dim=0) / 127.5 - 1


@mean.mistake(
    "standardised",
    "a mean is subtracted or a spread divided out",
    "Here only the scale changes, by 1/255.",
)
def standardised(x):
    scaled = x.float() / 255
    return ((scaled - scaled.mean()) / scaled.std()).mean(dim=0)


@mean.also("standardised")
def centred(x):
    scaled = x.float().mean(dim=0) / 255
    return scaled - scaled.mean()


@mean.mistake(
    "wrong-count",
    "the sum is divided by another count than the number of images",
    _MEAN,
)
def by_height(x):
    return x.float().sum(dim=0) / x.shape[1] / 255


@mean.also("wrong-count")
def by_width(x):
    return x.float().sum(dim=0) / x.shape[2] / 255


@mean.also("wrong-count")
def by_pixels_count(x):
    return x.float().sum(dim=0) / (x.shape[1] * x.shape[2]) / 255


@mean.also("wrong-count")
def by_all(x):
    return x.float().sum(dim=0) / x.numel() / 255


@mean.also("wrong-count")
def one_fewer(x):
    return x.float().sum(dim=0) / (len(x) - 1) / 255


@mean.mistake(
    "divided-twice-by-n",
    "the mean is divided by the number of images once more",
    _MEAN,
)
def divided_twice(x):
    return x.float().mean(dim=0) / len(x) / 255


@mean.mistake(
    "other-statistic",
    "the median, the largest, the smallest or the spread is taken, not the mean",
    _MEAN,
)
def median(x):
    return x.float().median(dim=0).values / 255


@mean.also("other-statistic")
def largest(x):
    return x.float().amax(dim=0) / 255


@mean.also("other-statistic")
def smallest(x):
    return x.float().amin(dim=0) / 255


@mean.also("other-statistic")
def spread(x):
    return x.float().std(dim=0) / 255


@mean.mistake(
    "one-image-only",
    "one image of the batch is returned",
    "All N images count alike.",
)
def first_image(x):
    return x[0] / 255


@mean.also("one-image-only")
def last_image(x):
    return x[-1] / 255


@mean.also("one-image-only")
def overwritten(x):
    total = torch.zeros(x.shape[1:])
    for image in x:
        total = image.float()
    return total / len(x) / 255


@mean.mistake(
    "an-image-forgotten",
    "the loop leaves out the first or the last image, or counts one twice",
    "Start from zeros and add all N, or start from x[0] and add x[1:].",
)
def first_forgotten(x):
    return x[1:].float().sum(dim=0) / len(x) / 255


@mean.also("an-image-forgotten")
def last_forgotten(x):
    return x[:-1].float().sum(dim=0) / len(x) / 255


@mean.also("an-image-forgotten")
def first_twice(x):
    return (x[0].float() + x.float().sum(dim=0)) / len(x) / 255


@mean.also("an-image-forgotten")
def mean_without_first(x):
    return x[1:].float().mean(dim=0) / 255 if len(x) > 1 else x[0] / 255


@mean.mistake(
    "pairwise-average",
    "each image is averaged with the mean so far, (a + b) / 2: the later ones count more",
    "All images count alike: add all, divide once by N.",
)
def pairwise(x):
    average = x[0].float()
    for image in x[1:]:
        average = (average + image) / 2
    return average / 255


@mean.mistake(
    "kept-axis",
    "the batch axis is still there, with length 1 (`keepdim`)",
    "The result is one image, (H, W).",
)
def kept_axis(x):
    return x.float().mean(dim=0, keepdim=True) / 255


@mean.mistake(
    "whole-batch",
    "the whole batch is returned, scaled but not averaged",
    _MEAN,
)
def whole_batch(x):
    return x / 255


@mean.mistake(
    "transposed",
    "the image lies on its side: (W, H)",
    "Rows stay rows: the result is (H, W).",
)
def transposed(x):
    return x.float().mean(dim=0).T / 255


@mean.also("transposed")
def laid_out_again(x):
    return (x.float().mean(dim=0) / 255).reshape(x.shape[2], x.shape[1])


@mean.mistake(
    "flattened",
    "the image is flattened to one axis",
    "The result is an image, (H, W), not a row of H·W numbers.",
)
def flattened(x):
    return x.reshape(len(x), -1).float().mean(dim=0) / 255


@mean.mistake(
    "signed-bytes",
    "the pixels are read as signed bytes (int8): those above 127 become negative",
    "int8 runs from −128 to 127; .float() keeps every value.",
)
def signed(x):
    return x.to(torch.int8).float().mean(dim=0) / 255


@mean.mistake(
    "inverted",
    "black and white are exchanged: 1 minus the mean",
    _MEAN,
)
def inverted(x):
    return 1 - x.float().mean(dim=0) / 255


@mean.mistake(
    "clamped",
    "the numbers are forced into [0, 1] (clamp, threshold, rounding, sigmoid), not scaled into it",
    "Divide by 255: then nothing lies outside [0, 1].",
)
def clamped(x):
    return x.float().mean(dim=0).clamp(0, 1)


@mean.also("clamped")
def thresholded(x):
    return (x.float().mean(dim=0) / 255 > 0.5).float()


@mean.mistake(
    "in-place",
    "x itself is changed in place",
    "The caller still needs its images.",
    about=("inputs",),
)
def in_place(x):
    out = x.float().mean(dim=0) / 255
    x.zero_()
    return out


@mean.mistake(
    "float-into-uint8",
    "a fraction is written into a uint8 tensor in place (`/=`, `div_`)",
    "A tensor keeps its dtype when it is changed in place: make a float tensor first.",
    about=("raised",),
)
def float_into_uint8(x):
    x /= 255
    return x.mean(dim=0)


@mean.mistake(
    "a-list",
    "a list is returned, not a tensor",
    "torch.tensor or torch.stack makes one tensor of it.",
)
def a_list(x):
    return (x.float().mean(dim=0) / 255).tolist()


@mean.mistake(
    "numpy",
    "a numpy array is returned, not a tensor",
    "torch.from_numpy makes a tensor of it.",
)
def as_numpy(x):
    return x.numpy().mean(axis=0) / 255


@mean.also("scaled-by-maximum")
def by_its_sum(x):
    average = x.float().mean(dim=0)
    return average / average.sum()


@mean.also("scaled-by-maximum")
def by_its_length(x):
    return torch.nn.functional.normalize(x.float().mean(dim=0))


@mean.also("clamped")
def squashed(x):
    return torch.sigmoid(x.float().mean(dim=0) / 255)


@mean.also("one-number")
def one_python_number(x):
    return (x.float().mean() / 255).item()


@mean.mistake(
    "squeezed",
    "axes of length 1 are dropped before the mean, so that a single image loses its batch axis",
    "A batch of one is (1, H, W), and its mean is (H, W).",
    about=("one image",),
)
def squeezed(x):
    return x.squeeze().float().mean(dim=0) / 255


@mean.also("squeezed")
def squeezed_both(x):
    return (x.squeeze().float() / 255).sum(dim=0) / x.shape[0]


@mean.mistake(
    "wrong-scale",
    "it is divided by another number than 255 (254, 225, 100, 128)",
    "uint8 ends at 255: white has to become 1.",
)
def by_254(x):
    return x.float().mean(dim=0) / 254


@mean.also("wrong-scale")
def by_225(x):
    return x.float().mean(dim=0) / 225


@mean.also("wrong-scale")
def by_100(x):
    return x.float().mean(dim=0) / 100


@mean.also("wrong-scale")
def by_128(x):
    return x.float().mean(dim=0) / 128


@mean.also("wrong-axis")
def sum_over_height(x):
    return x.float().sum(dim=1) / x.shape[0] / 255


@mean.mistake(
    "sizes-do-not-fit",
    "a shape is laid out that does not hold the image's numbers",
    "The mean over the batch has H·W numbers, in the shape (H, W).",
    about=("raised",),
)
def wrong_reshape(x):
    return x.float().mean(dim=0).reshape(x.shape[0], x.shape[1]) / 255


@mean.also("wrong-axis")
def over_width(x):
    return x.float().mean(dim=2) / 255


@mean.also("wrong-axis")
def per_image(x):
    return x.float().mean(dim=(1, 2)) / 255


@mean.also("wrong-axis")
def batch_and_height(x):
    return x.float().mean(dim=(0, 1)) / 255


@mean.also("wrong-axis")
def batch_and_width(x):
    return x.float().mean(dim=(0, 2)) / 255


@mean.also("wrong-axis")
def over_height_not_scaled(x):
    return x.float().mean(dim=1)


@mean.also("wrong-axis")
def over_width_not_scaled(x):
    return x.float().mean(dim=2)


@mean.also("wrong-axis")
def per_image_not_scaled(x):
    return x.float().mean(dim=(1, 2))


@mean.also("half-precision")
def half_on_the_way(x):
    return (x.half().mean(dim=0) / 255).float()
