"""layer-loop: one layer for one sample, number by number."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER, relu, twice
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

layer = Entry(
    Exercise(
        id="layer-loop",
        title="A layer, number by number",
        chapter=CHAPTER,
        symbol="layer_loop",
        contract="`layer_loop(x, w, b)` is one layer for one sample: x (D,), w (D, H), b (H,). "
        "Element j of the result (H,) is relu(Σᵢ xᵢ·wᵢⱼ + bⱼ). Practise loops; other ways count too.",
        parts=(
            Part("layer", 2, ("layer", "second")),
            Part("one unit and arguments kept", 1, ("layer", "one unit", "inputs")),
        ),
        minutes=10,
        difficulty=2,
        importance=3,
        hints=(
            "Take one unit, j = 0, and write its sum down by hand. Which column of w belongs to it?",
            "Two loops: the outer one over the units j, the inner one over the inputs i. Start a "
            "new sum for every j, add b[j] once, and cut off below 0 at the very end.",
            "Inside the outer loop: start `total` from `b[j]`, add `x[i] * w[i, j]` for every i, "
            "then store `max(total, 0)` as element j.",
        ),
        labels={
            "layer": "layer_loop(x, w, b)",
            "inputs": "the arguments x, w and b",
            "second": "layer_loop of another layer",
            "one unit": "layer_loop with one input and one unit",
        },
    ),
)

_SUM = "Lⱼ = ReLU(Σᵢ xᵢ·wᵢⱼ + bⱼ): multiply, add up, add b once, cut off below 0."


def balanced(draw: Draw, d: int, h: int) -> dict[str, torch.Tensor]:
    """A sample and a layer in which s = Σ x·w and s + b take both signs in every way."""
    x, b = draw.real(d), draw.real(h, low=0.3, high=1.5)
    # Wanted sums: well above 0; below 0, then above; above, then below; well below.
    wanted = [(2.0, 1), (-0.4, 1), (0.4, -1), (-2.0, -1)]
    w = draw.real(d, h)
    if h >= 4:  # the last unit's sum is negative, also with its bias: it has to be cut off
        wanted.reverse()
    for j in range(h):
        goal, sign = wanted[(h - 1 - j) % 4 if h >= 4 else j]
        b[j] = sign * (0.8 + float(b[j].abs()) / 4)
        # The largest input's weight is moved until the sum is near its goal.
        k = int(x.abs().argmax())
        rest = float(x @ w[:, j]) - float(x[k] * w[k, j])
        w[k, j] = round((goal + draw.number(-0.1, 0.1) - rest) / float(x[k]), 2)
    return {"x": x, "w": w, "b": b}


@layer.cases
def cases(draw: Draw) -> list[Case]:
    def make(name: str, sizes: list[int], others: list[int]) -> Case:
        d, h = sizes
        h = max(h, 4) if d != h else h
        d = d if d != h or name.startswith("equal") else d + 1
        inputs = balanced(draw, d, h)
        for key, value in balanced(draw, *others).items():
            inputs[f"second {key}"] = value
        inputs |= {
            "one x": torch.tensor([-1.5]),
            "one w": torch.tensor([[-0.5]]),
            "one b": torch.tensor([0.25]),
        }
        return Case(name, inputs, {d: "the number of inputs D", h: "the number of units H"})

    return twice(draw, make, 2)


@layer.reference
def reference(x, w, b):
    return torch.relu(x @ w + b)


@layer.variant("two loops into a tensor")
def by_loops(x, w, b):
    d, h = w.shape
    out = torch.zeros(h)
    for j in range(h):
        total = b[j]
        for i in range(d):
            total = total + x[i] * w[i, j]
        out[j] = max(total, 0)
    return out


@layer.variant("Python numbers, then one tensor")
def by_numbers(x, w, b):
    found = []
    for j in range(len(b)):
        s = sum(x[i].item() * w[i][j].item() for i in range(len(x))) + b[j].item()
        found.append(s if s > 0 else 0.0)
    return torch.tensor(found)


@layer.variant("unit by unit")
def by_units(x, w, b):
    return torch.stack([F.relu(torch.dot(x, w[:, j]) + b[j]) for j in range(b.shape[0])])


@layer.variant("input by input, the loops exchanged")
def by_inputs(x, w, b):
    total = b.clone()
    for i in range(len(x)):
        total += x[i] * w[i]
    return total.clamp(min=0)


@layer.variant("torch's own")
def library(x, w, b):
    return F.relu(F.linear(x, w.T, b))


@layer.variant("broadcast, then summed")
def by_broadcast(x, w, b):
    z = (x[:, None] * w).sum(dim=0) + b
    return torch.where(z > 0, z, torch.zeros_like(z))


@layer.mistake(
    "missing-relu",
    "the ReLU is missing: negative sums come through",
    "ReLU(z) = max(0, z): what is negative becomes 0.",
)
def missing_relu(x, w, b):
    return x @ w + b


@layer.mistake(
    "missing-bias",
    "the bias is missing",
    _SUM,
)
def missing_bias(x, w, b):
    return relu(x @ w)


@layer.mistake(
    "bias-outside",
    "the bias is added after the ReLU",
    "b belongs inside: it moves the point at which the unit switches on.",
)
def bias_outside(x, w, b):
    return relu(x @ w) + b


@layer.mistake(
    "relu-of-every-product",
    "the ReLU is applied to every product xᵢ·wᵢⱼ, before the sum",
    "First the whole sum, then the ReLU, once per unit.",
)
def relu_of_products(x, w, b):
    return relu(x[:, None] * w).sum(0) + b


@layer.also("relu-of-every-product")
def relu_of_products_and_sum(x, w, b):
    return relu(relu(x[:, None] * w).sum(0) + b)


@layer.also("relu-of-every-product")
def relu_of_products_without_bias(x, w, b):
    return relu(x[:, None] * w).sum(0)


@layer.mistake(
    "relu-inside-the-loop",
    "the running sum is cut off at 0 after every input, not once at the end",
    "A sum may be negative on the way: move the ReLU out of the inner loop.",
)
def relu_in_loop(x, w, b):
    total = b.clone()
    for i in range(len(x)):
        total = relu(total + x[i] * w[i])
    return total


@layer.also("relu-inside-the-loop")
def relu_in_loop_bias_last(x, w, b):
    total = torch.zeros_like(b)
    for i in range(len(x)):
        total = relu(total + x[i] * w[i])
    return total + b


@layer.also("relu-inside-the-loop")
def relu_in_loop_bias_and_relu(x, w, b):
    total = torch.zeros_like(b)
    for i in range(len(x)):
        total = relu(total + x[i] * w[i])
    return relu(total + b)


@layer.mistake(
    "bias-in-every-term",
    "the bias is added once for every input: D times",
    "b[j] stands outside the sum over i: move it out of the inner loop.",
)
def bias_every_time(x, w, b):
    return relu(x @ w + len(x) * b)


@layer.also("bias-in-every-term")
def bias_every_time_without_relu(x, w, b):
    return x @ w + len(x) * b


@layer.also("bias-in-every-term")
def bias_relu_every_time(x, w, b):
    total = torch.zeros_like(b)
    for i in range(len(x)):
        total = relu(total + x[i] * w[i] + b)
    return total


@layer.also("bias-in-every-term")
def relu_of_each_with_bias(x, w, b):
    return relu(x[:, None] * w + b).sum(0)


@layer.mistake(
    "weights-transposed",
    "the indices of w are exchanged: w[j, i] is read where w[i, j] belongs",
    "w is (D, H): the first index counts inputs, the second units. With D ≠ H the wrong order "
    "soon leaves the matrix; with D = H it gives other numbers.",
)
def transposed_product(x, w, b):
    return relu(w @ x + b)


@layer.mistake(
    "sum-not-reset",
    "the sum is not started anew for every unit: it carries the units before it along",
    "Set total to 0 (or to b[j]) inside the loop over j.",
)
def not_reset(x, w, b):
    return relu((x @ w).cumsum(0) + b)


@layer.also("sum-not-reset")
def not_reset_with_bias(x, w, b):
    return relu((x @ w + b).cumsum(0))


@layer.also("sum-not-reset")
def not_reset_without_relu(x, w, b):
    return (x @ w).cumsum(0) + b


@layer.also("sum-not-reset")
def not_reset_after_relu(x, w, b):
    out, total = torch.zeros(len(b)), torch.tensor(0.0)
    for j in range(len(b)):
        total = relu(total + x @ w[:, j] + b[j])
        out[j] = total
    return out


@layer.mistake(
    "overwritten",
    "the sum is overwritten in every round (`=` where `+=` belongs): only the last product is left",
    "total = total + x[i] * w[i, j], or with +=.",
)
def overwritten(x, w, b):
    return relu(x[-1] * w[-1] + b)


@layer.also("overwritten")
def overwritten_without_bias(x, w, b):
    return relu(x[-1] * w[-1])


@layer.mistake(
    "other-activation",
    "another activation than ReLU is applied (sigmoid, tanh, leaky ReLU, GELU, ELU, softplus, …)",
    "ReLU(z) = max(0, z): below 0 it is exactly 0, above it leaves z as it is.",
)
def by_sigmoid(x, w, b):
    return torch.sigmoid(x @ w + b)


@layer.also("other-activation")
def by_tanh(x, w, b):
    return torch.tanh(x @ w + b)


@layer.also("other-activation")
def by_leaky(x, w, b):
    return F.leaky_relu(x @ w + b)


@layer.also("other-activation")
def by_gelu(x, w, b):
    return F.gelu(x @ w + b)


@layer.also("other-activation")
def by_softplus(x, w, b):
    return F.softplus(x @ w + b)


@layer.also("other-activation")
def by_elu(x, w, b):
    return F.elu(x @ w + b)


@layer.also("other-activation")
def by_silu(x, w, b):
    return F.silu(x @ w + b)


@layer.also("other-activation")
def by_softmax(x, w, b):
    return torch.softmax(x @ w + b, dim=0)


@layer.also("other-activation")
def by_relu6_like(x, w, b):
    return (x @ w + b).clamp(0, 1)


@layer.mistake(
    "absolute-value",
    "the absolute value is taken in place of the ReLU",
    "ReLU makes negative sums 0, not positive.",
)
def by_abs(x, w, b):
    return (x @ w + b).abs()


@layer.mistake(
    "minimum",
    "the smaller of the sum and 0 is taken: the negative sums are kept, the positive ones lost",
    "ReLU(z) = max(0, z).",
)
def by_min(x, w, b):
    return (x @ w + b).clamp(max=0)


@layer.also("minimum")
def by_negative(x, w, b):
    return relu(-(x @ w + b))


@layer.mistake(
    "step",
    "0 and 1 are returned: a comparison (z > 0) takes the place of max(0, z)",
    "Above 0, ReLU gives the sum itself.",
)
def by_step(x, w, b):
    return (x @ w + b > 0).float()


@layer.also("step")
def by_comparison(x, w, b):
    return x @ w + b > 0


@layer.mistake(
    "bias-subtracted",
    "the bias is subtracted",
    _SUM,
)
def bias_subtracted(x, w, b):
    return relu(x @ w - b)


@layer.mistake(
    "bias-multiplied",
    "the bias is multiplied, not added",
    _SUM,
)
def bias_multiplied(x, w, b):
    return relu(x @ w * b)


@layer.mistake(
    "wrong-bias",
    "the bias of one unit is used for all, or the sum of all biases",
    "Unit j has its own bias, b[j].",
)
def first_bias(x, w, b):
    return relu(x @ w + b[0])


@layer.also("wrong-bias")
def last_bias(x, w, b):
    return relu(x @ w + b[-1])


@layer.also("wrong-bias")
def sum_of_biases(x, w, b):
    return relu(x @ w + b.sum())


@layer.mistake(
    "star-for-at",
    "`*` is used for `@`: nothing is summed over the inputs",
    "x @ w multiplies and adds up over i; x * w only multiplies, and (D,) with (D, H) lines up "
    "from the right.",
)
def star(x, w, b):
    return relu(x * w + b)


@layer.also("star-for-at")
def star_turned(x, w, b):
    return relu(x[:, None] * w + b)


@layer.mistake(
    "one-unit-only",
    "the function returns after the first unit, or only one unit's number",
    "Collect all H numbers, then return: the return stands outside the loops.",
)
def first_unit(x, w, b):
    return relu(x @ w + b)[0]


@layer.also("one-unit-only")
def last_unit(x, w, b):
    return relu(x @ w + b)[-1]


@layer.also("one-unit-only")
def first_unit_stored(x, w, b):
    out = torch.zeros(len(b))
    out[0] = relu(x @ w[:, 0] + b[0])
    return out


@layer.also("one-unit-only")
def last_unit_stored(x, w, b):
    out = torch.zeros(len(b))
    out[-1] = relu(x @ w[:, -1] + b[-1])
    return out


@layer.mistake(
    "returned-in-inner-loop",
    "the function returns after the first product: the return stands in the inner loop",
    "The return stands outside of both loops.",
)
def returned_in_inner_loop(x, w, b):
    return relu(x[0] * w[0, 0] + b[0])


@layer.mistake(
    "an-input-forgotten",
    "the loop over the inputs leaves out the first or the last one",
    "range(D) gives 0 … D−1.",
)
def last_input(x, w, b):
    return relu(x[:-1] @ w[:-1] + b)


@layer.also("an-input-forgotten")
def first_input(x, w, b):
    return relu(x[1:] @ w[1:] + b)


@layer.mistake(
    "first-input-only",
    "only the first input counts",
    _SUM,
)
def first_input_only(x, w, b):
    return relu(x[0] * w[0] + b)


@layer.mistake(
    "a-unit-forgotten",
    "the loop over the units leaves out the first or the last one",
    "range(H) gives 0 … H−1.",
)
def last_unit_forgotten(x, w, b):
    out = torch.zeros(len(b))
    out[:-1] = relu(x @ w + b)[:-1]
    return out


@layer.also("a-unit-forgotten")
def first_unit_forgotten(x, w, b):
    out = torch.zeros(len(b))
    out[1:] = relu(x @ w + b)[1:]
    return out


@layer.also("a-unit-forgotten")
def last_unit_cut(x, w, b):
    return relu(x @ w + b)[:-1]


@layer.mistake(
    "summed-over-units",
    "the units are summed to one number",
    "The result is (H,): one number per unit.",
)
def summed_over_units(x, w, b):
    return relu(x @ w + b).sum()


@layer.also("summed-over-units")
def summed_before(x, w, b):
    return relu((x @ w + b).sum())


@layer.mistake(
    "averaged",
    "the products are averaged over the inputs, not summed",
    _SUM,
)
def averaged(x, w, b):
    return relu((x[:, None] * w).mean(0) + b)


@layer.mistake(
    "added-not-multiplied",
    "x and w are added where they should be multiplied",
    _SUM,
)
def added(x, w, b):
    return relu((x[:, None] + w).sum(0) + b)


@layer.mistake(
    "product-for-sum",
    "the terms are multiplied together, not added",
    _SUM,
)
def multiplied(x, w, b):
    return relu((x[:, None] * w).prod(0) + b)


@layer.mistake(
    "inputs-not-used",
    "the weights are added up without the inputs",
    _SUM,
)
def without_x(x, w, b):
    return relu(w.sum(0) + b)


@layer.mistake(
    "relu-of-the-inputs",
    "the ReLU is applied to x or w, not (only) to the sum",
    _SUM,
)
def relu_of_x(x, w, b):
    return relu(x) @ w + b


@layer.also("relu-of-the-inputs")
def relu_of_x_too(x, w, b):
    return relu(relu(x) @ w + b)


@layer.also("relu-of-the-inputs")
def relu_of_w(x, w, b):
    return x @ relu(w) + b


@layer.mistake(
    "neither-relu-nor-bias",
    "both the bias and the ReLU are missing",
    _SUM,
)
def only_product(x, w, b):
    return x @ w


@layer.mistake(
    "negative-sums-kept",
    "the comparison with 0 is the wrong way round, or turns the sign",
    "ReLU(z) is z where z > 0, and 0 elsewhere.",
)
def turned(x, w, b):
    return -relu(x @ w + b)


@layer.mistake(
    "an-extra-axis",
    "an axis of length 1 is left: (1, H) or (H, 1)",
    "One sample x is (D,); its layer is (H,).",
)
def as_row(x, w, b):
    return relu(x[None] @ w + b)


@layer.also("an-extra-axis")
def as_column(x, w, b):
    return relu(x @ w + b)[:, None]


@layer.mistake(
    "column-plus-row",
    "a column (H, 1) and the row b (H,) broadcast to (H, H)",
    "Keep both (H,) before you add.",
)
def column_plus_row(x, w, b):
    return relu((x @ w)[:, None] + b)


@layer.mistake(
    "a-list",
    "a list is returned, not a tensor",
    "torch.tensor(numbers) or torch.stack(tensors) makes one tensor of it.",
)
def a_list(x, w, b):
    return relu(x @ w + b).tolist()


@layer.also("a-list")
def a_list_of_tensors(x, w, b):
    return list(relu(x @ w + b))


@layer.mistake(
    "bias-changed",
    "b itself is changed in place: the sum starts from b without a copy",
    "out = b gives b a second name; out = b.clone() makes a new tensor.",
    about=("inputs",),
)
def bias_changed(x, w, b):
    out = b
    for i in range(len(x)):
        out += x[i] * w[i]
    return relu(out)


@layer.mistake(
    "inputs-changed",
    "x or w is changed in place (`*=`, `relu_`, an assignment to an element)",
    "The arguments belong to the caller.",
    about=("inputs",),
)
def weights_changed(x, w, b):
    w *= x[:, None]
    return relu(w.sum(0) + b)


@layer.mistake(
    "integers",
    "the sums are stored as integers: what stands behind the point is lost",
    "torch.zeros(H) holds floats; torch.tensor([0, 0]) or dtype=int does not.",
)
def integers(x, w, b):
    return relu(x @ w + b).to(torch.int64)


@layer.mistake(
    "output-as-long-as-the-input",
    "there are D results, one per input, where H belong: the result is made with that size, or the "
    "loop over the units runs so far",
    "One number per unit: w.shape[1] of them, as many as b has.",
)
def as_long_as_x(x, w, b):
    out = torch.zeros(len(x))
    full = relu(x @ w + b)
    out[: min(len(x), len(b))] = full[: min(len(x), len(b))]
    return out


@layer.also("output-as-long-as-the-input")
def stored_into_as_long_as_x(x, w, b):
    out = torch.zeros(len(x))
    for j in range(len(b)):
        out[j] = relu(x @ w[:, j] + b[j])
    return out


@layer.mistake(
    "appended-per-input",
    "one number is kept for every product: D·H of them",
    "Keep one number per unit: store it after the inner loop, not in it.",
)
def appended(x, w, b):
    return torch.stack([relu(x[i] * w[i, j] + b[j]) for j in range(len(b)) for i in range(len(x))])


@layer.mistake(
    "output-by-input-index",
    "the sums are collected under the index of the input, out[i], not under that of the unit",
    "out[j] += x[i] * w[i, j]: what is collected belongs to unit j.",
)
def output_by_input(x, w, b):
    out = torch.zeros(max(w.shape))
    for j in range(len(b)):
        for i in range(len(x)):
            out[i] += x[i] * w[i, j]
    return relu(out[: len(b)] + b)


@layer.mistake(
    "python-max-of-a-tensor",
    "Python's `max` or `if` meets a whole tensor: it wants one number",
    "torch.relu, or clamp(min=0), works on every element; max(z, 0) on one number.",
    about=("raised",),
)
def python_max(x, w, b):
    return max(x @ w + b, 0)


@layer.also("weights-transposed")
def columns_for_rows(x, w, b):
    out = torch.zeros(len(b))
    for i in range(len(x)):
        out = out + x[i] * w[:, i]
    return relu(out + b)


@layer.mistake(
    "bias-twice",
    "the bias is added twice",
    "Start the sum from b[j], or add b[j] at the end: not both.",
)
def bias_twice(x, w, b):
    return relu(x @ w + 2 * b)


@layer.also("bias-twice")
def bias_twice_around_relu(x, w, b):
    return relu(x @ w + b) + b


@layer.also("a-unit-forgotten")
def first_sum_forgotten(x, w, b):
    out = x @ w
    out[0] = 0
    return relu(out + b)


@layer.also("a-unit-forgotten")
def last_sum_forgotten(x, w, b):
    out = x @ w
    out[-1] = 0
    return relu(out + b)


@layer.also("bias-multiplied")
def bias_outer(x, w, b):
    return relu(torch.outer(x, b) * w).sum(0)


@layer.mistake(
    "rounded",
    "the result is rounded",
    _SUM,
)
def rounded(x, w, b):
    return relu(x @ w + b).round()


@layer.mistake(
    "absolute-bias",
    "the sign of the bias (or of the inputs, or of the weights) is lost",
    _SUM,
)
def absolute_bias(x, w, b):
    return relu(x @ w + b.abs())


@layer.also("absolute-bias")
def absolute_inputs(x, w, b):
    return relu(x.abs() @ w + b)


@layer.also("absolute-bias")
def absolute_weights(x, w, b):
    return relu(x @ w.abs() + b)


@layer.mistake(
    "squared",
    "the sums are squared, or multiplied by themselves",
    "z * (z > 0) is ReLU; z * relu(z) is not.",
)
def squared(x, w, b):
    return relu(x @ w + b) ** 2


@layer.also("other-activation")
def by_leaky_tenth(x, w, b):
    return F.leaky_relu(x @ w + b, 0.1)


@layer.also("other-activation")
def by_leaky_fifth(x, w, b):
    return F.leaky_relu(x @ w + b, 0.2)


@layer.also("other-activation")
def by_mish(x, w, b):
    return F.mish(x @ w + b)


@layer.also("other-activation")
def by_sigmoid_without_bias(x, w, b):
    return torch.sigmoid(x @ w)


@layer.also("other-activation")
def by_tanh_without_bias(x, w, b):
    return torch.tanh(x @ w)


@layer.mistake(
    "negative-units-left-out",
    "units whose sum is negative are left out of the result",
    "A unit that is off is a 0, and keeps its place: (H,) numbers in all.",
)
def negative_left_out(x, w, b):
    z = x @ w + b
    return z[z > 0]


@layer.also("averaged")
def averaged_with_bias(x, w, b):
    return relu((x @ w + b) / len(x))


@layer.also("averaged")
def averaged_without_relu(x, w, b):
    return (x @ w) / len(x) + b


@layer.also("relu-of-every-product")
def relu_of_products_and_inputs(x, w, b):
    return (relu(x)[:, None] * relu(w)).sum(0) + b


@layer.also("weights-transposed")
def transposed_indices(x, w, b):
    out = torch.zeros(len(b))
    for j in range(len(b)):
        out[j] = max(sum(x[i] * w[j, i] for i in range(len(x))) + b[j], 0)
    return out


@layer.also("weights-transposed")
def transposed_again(x, w, b):
    return relu(x @ w.T + b)


@layer.also("weights-transposed")
def transposed_sizes(x, w, b):
    h, d = w.shape
    out = torch.zeros(h)
    for j in range(h):
        out[j] = max(sum(x[i] * w[j, i] for i in range(d)) + b[j], 0)
    return out


@layer.also("weights-transposed")
def transposed_dot(x, w, b):
    return torch.stack([relu(torch.dot(x, w[j]) + b[j]) for j in range(len(b))])


@layer.mistake(
    "bias-by-input-index",
    "b is indexed by the input i, not by the unit j",
    "b is (H,): one number per unit, b[j].",
)
def bias_of_inputs(x, w, b):
    out = torch.zeros(len(b))
    for j in range(len(b)):
        total = 0.0
        for i in range(len(x)):
            total = total + x[i] * w[i, j] + b[i]
        out[j] = max(total, 0)
    return out


@layer.mistake(
    "input-by-unit-index",
    "x is indexed by the unit j, not by the input i",
    "x is (D,): x[i] meets row i of w.",
)
def input_by_unit(x, w, b):
    return relu(torch.stack([x[j] * w[:, j].sum() for j in range(len(b))]) + b)


@layer.also("input-by-unit-index")
def element_by_element(x, w, b):
    out = torch.zeros(len(b))
    for j in range(len(b)):
        total = b[j]
        for i in range(len(x)):
            total = total + x[j] * w[i, j]
        out[j] = max(total, 0)
    return out


@layer.mistake(
    "ranges-exchanged",
    "the two loops have exchanged their ranges: i runs over the H units and j over the D inputs",
    "w has the shape (D, H): i counts the D inputs, j the H units.",
)
def ranges_exchanged(x, w, b):
    d, h = w.shape
    out = torch.zeros(h)
    for i in range(h):
        for j in range(d):
            out[i] += x[i] * w[i, j]
        out[i] += b[i]
    return out.clamp(min=0)


@layer.also("output-as-long-as-the-input")
def units_counted_by_inputs(x, w, b):
    d, h = w.shape
    out = torch.zeros(h)
    for j in range(d):
        total = b[j].clone()
        for i in range(h):
            total += x[i] * w[i, j]
        out[j] = relu(total)
    return out


@layer.mistake(
    "relu-of-each",
    "the sum and the bias are cut off at 0 one by one, and then added",
    "ReLU(s + b) is not ReLU(s) + ReLU(b): first add, then cut off.",
)
def relu_of_each(x, w, b):
    return relu(x @ w) + relu(b)


@layer.mistake(
    "relu-of-the-last-unit",
    "only the last unit is cut off at 0: the ReLU stands behind the loop over the units",
    "What stands behind a loop runs once. Every unit needs its own max(0, z).",
)
def relu_of_the_last(x, w, b):
    z = x @ w + b
    return torch.cat([z[:-1], relu(z[-1:])])


@layer.mistake(
    "cut-off-elsewhere",
    "the sums are cut off below another number than 0, such as 1",
    "ReLU(z) = max(0, z).",
)
def cut_off_at_one(x, w, b):
    return (x @ w + b).clamp(min=1)


@layer.also("cut-off-elsewhere")
def cut_off_at_minus_one(x, w, b):
    return (x @ w + b).clamp(min=-1)
