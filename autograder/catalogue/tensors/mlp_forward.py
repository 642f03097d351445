"""mlp-forward: two layers for a whole batch, without a loop."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER, relu, twice
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

mlp = Entry(
    Exercise(
        id="mlp-forward",
        title="Two layers, a whole batch",
        chapter=CHAPTER,
        symbol="mlp_forward",
        contract="`mlp_forward(x, w0, b, w1)` is ReLU(x @ w0 + b) @ w1, of shape (N, K), for "
        "x (N, D), w0 (D, H), b (H,) and w1 (H, K).",
        parts=(
            Part("logits", 2, ("calls", "logits", "second")),
            Part("one sample and arguments kept", 1, ("logits", "one sample", "inputs")),
        ),
        minutes=8,
        difficulty=2,
        importance=5,
        hints=(
            "Write the shapes under every factor of the formula: which axis goes in each product?",
            "One line for the hidden layer, of shape (N, H): product, bias, then ReLU. One for "
            "the output: a second product, with nothing after it.",
            "`hidden = torch.relu(x @ w0 + b)`, then one more product with w1.",
        ),
        labels={
            "calls": "three calls of mlp_forward with the same arguments",
            "logits": "mlp_forward(x, w0, b, w1)",
            "inputs": "the arguments x, w0, b and w1",
            "one sample": "mlp_forward of one sample",
            "second": "mlp_forward of another network",
        },
    ),
)

_LINE = "O = ReLU(x @ w0 + b) @ w1: product, bias, ReLU, product."


@mlp.cases
def cases(draw: Draw) -> list[Case]:
    def network(n: int, d: int, h: int, k: int) -> dict[str, torch.Tensor]:
        def inputs() -> dict[str, torch.Tensor]:
            return {"x": draw.real(n, d), "w0": draw.real(d, h), "b": draw.real(h, low=0.4)}

        def telling(drawn: dict[str, torch.Tensor]) -> bool:
            s = drawn["x"] @ drawn["w0"]
            # In every sample a unit is on and one is off, and b switches some of them.
            on = relu(s + drawn["b"]) > 0
            switched = (s > 0) != on
            return bool(on.any(1).all() and (~on).any(1).all() and switched.any())

        return {**draw.until(inputs, telling), "w1": draw.real(h, k)}

    def make(name: str, sizes: list[int], others: list[int]) -> Case:
        n, d, h, k = sizes
        inputs = network(n, d, h, k)
        for key, value in network(2, others[0], 4, others[1]).items():
            inputs[f"second {key}"] = value
        words = ("samples N", "inputs D", "hidden units H", "outputs K")
        return Case(name, inputs, {c: f"the number of {w}" for c, w in zip(sizes, words)})

    return twice(draw, make, 4)


@mlp.reference
def reference(x, w0, b, w1):
    return torch.relu(x @ w0 + b) @ w1


@mlp.variant("with mm, line by line")
def by_mm(x, w0, b, w1):
    hidden = torch.mm(x, w0)
    hidden = hidden + b.unsqueeze(0)
    hidden = torch.maximum(hidden, torch.zeros_like(hidden))
    return torch.mm(hidden, w1)


@mlp.variant("torch's own layers")
def library(x, w0, b, w1):
    return F.linear(F.relu(F.linear(x, w0.t(), b)), w1.t())


@mlp.variant("sample by sample")
def by_samples(x, w0, b, w1):
    return torch.stack([(sample @ w0 + b).clamp(min=0) @ w1 for sample in x])


@mlp.variant("in index notation, in place on its own tensor")
def by_einsum(x, w0, b, w1):
    hidden = torch.einsum("nd,dh->nh", x, w0)
    hidden += b
    hidden[hidden < 0] = 0
    return torch.einsum("nh,hk->nk", hidden, w1)


@mlp.variant("turned over and back")
def turned(x, w0, b, w1):
    hidden = torch.relu(w0.T @ x.T + b[:, None])
    return (w1.T @ hidden).T


@mlp.variant("unit by unit")
def by_units(x, w0, b, w1):
    n, k = x.shape[0], w1.shape[1]
    out = torch.zeros(n, k)
    for i in range(n):
        hidden = [max(float(x[i] @ w0[:, j] + b[j]), 0.0) for j in range(len(b))]
        for c in range(k):
            out[i, c] = sum(hidden[j] * w1[j, c] for j in range(len(b)))
    return out


@mlp.mistake(
    "missing-relu",
    "the ReLU is missing: two products without it are one linear layer",
    "(x @ w0 + b) @ w1 = x @ (w0 @ w1) + b @ w1: without the ReLU the hidden layer adds nothing.",
)
def missing_relu(x, w0, b, w1):
    return (x @ w0 + b) @ w1


@mlp.mistake(
    "relu-on-the-output",
    "the ReLU is (also) applied to the output",
    "Logits may be negative: nothing comes after the second product.",
)
def relu_on_both(x, w0, b, w1):
    return relu(relu(x @ w0 + b) @ w1)


@mlp.also("relu-on-the-output")
def relu_on_the_output_only(x, w0, b, w1):
    return relu((x @ w0 + b) @ w1)


@mlp.also("relu-on-the-output")
def relu_on_the_output_without_bias(x, w0, b, w1):
    return relu(x @ w0 @ w1)


@mlp.also("relu-on-the-output")
def relu_on_both_without_bias(x, w0, b, w1):
    return relu(relu(x @ w0) @ w1)


@mlp.mistake(
    "missing-bias",
    "the bias is missing",
    _LINE,
)
def missing_bias(x, w0, b, w1):
    return relu(x @ w0) @ w1


@mlp.mistake(
    "bias-outside",
    "the bias is added after the ReLU",
    "b belongs inside: it moves the point at which a unit switches on.",
)
def bias_outside(x, w0, b, w1):
    return (relu(x @ w0) + b) @ w1


@mlp.mistake(
    "neither-relu-nor-bias",
    "both the ReLU and the bias are missing",
    _LINE,
)
def only_products(x, w0, b, w1):
    return x @ w0 @ w1


@mlp.mistake(
    "bias-subtracted",
    "the bias is subtracted",
    _LINE,
)
def bias_subtracted(x, w0, b, w1):
    return relu(x @ w0 - b) @ w1


@mlp.mistake(
    "one-bias-for-all",
    "one number of b, or its sum or mean, is added to every unit",
    "Unit j has its own bias, b[j].",
)
def sum_of_biases(x, w0, b, w1):
    return relu(x @ w0 + b.sum()) @ w1


@mlp.also("one-bias-for-all")
def first_bias(x, w0, b, w1):
    return relu(x @ w0 + b[0]) @ w1


@mlp.also("one-bias-for-all")
def mean_of_biases(x, w0, b, w1):
    return relu(x @ w0 + b.mean()) @ w1


@mlp.mistake(
    "first-weights-transposed",
    "w0 is transposed in the first product",
    "(N, D) @ (D, H): w0 is used as it is. nn.Linear stores the transpose; here it is not so.",
)
def first_transposed(x, w0, b, w1):
    return relu(x @ w0.T + b) @ w1


@mlp.also("first-weights-transposed")
def first_as_linear(x, w0, b, w1):
    return relu(F.linear(x, w0, b)) @ w1


@mlp.mistake(
    "second-weights-transposed",
    "w1 is transposed in the second product",
    "(N, H) @ (H, K): w1 is used as it is.",
)
def second_transposed(x, w0, b, w1):
    return relu(x @ w0 + b) @ w1.T


@mlp.mistake(
    "both-weights-transposed",
    "both weight matrices are transposed",
    "(N, D) @ (D, H) @ (H, K): the inner sizes agree as they are.",
)
def both_transposed(x, w0, b, w1):
    return relu(x @ w0.T + b) @ w1.T


@mlp.also("both-weights-transposed")
def both_as_linear(x, w0, b, w1):
    return F.linear(F.relu(F.linear(x, w0, b)), w1)


@mlp.mistake(
    "samples-as-columns",
    "a product is written as for samples in columns: the weights stand on the left (w0 @ x), or x "
    "is transposed",
    "Here samples are rows: x stands on the left, x @ w0.",
)
def weights_left(x, w0, b, w1):
    return w1 @ relu(w0 @ x + b)


@mlp.also("samples-as-columns")
def weights_left_first(x, w0, b, w1):
    return relu(w0 @ x + b) @ w1


@mlp.also("samples-as-columns")
def weights_left_second(x, w0, b, w1):
    return w1 @ relu(x @ w0 + b)


@mlp.also("samples-as-columns")
def weights_transposed_left(x, w0, b, w1):
    return relu(w0.T @ x + b) @ w1


@mlp.also("samples-as-columns")
def inputs_transposed(x, w0, b, w1):
    return relu(x.T @ w0 + b) @ w1


@mlp.also("samples-as-columns")
def all_turned(x, w0, b, w1):
    return w1.T @ relu(w0.T @ x + b)


@mlp.also("samples-as-columns")
def inputs_turned(x, w0, b, w1):
    return relu(w0 @ x.T + b) @ w1


@mlp.mistake(
    "star-for-at",
    "`*` is used for `@`: element by element, without a sum",
    "@ multiplies rows by columns and adds up; * wants shapes that broadcast.",
)
def star_first(x, w0, b, w1):
    return relu(x * w0 + b) @ w1


@mlp.also("star-for-at")
def star_second(x, w0, b, w1):
    return relu(x @ w0 + b) * w1


@mlp.also("star-for-at")
def star_both(x, w0, b, w1):
    return relu(x * w0 + b) * w1


@mlp.mistake(
    "weights-swapped",
    "w0 and w1 are exchanged",
    "w0 leads from the inputs to the hidden layer, w1 from there to the output.",
)
def weights_swapped(x, w0, b, w1):
    return relu(x @ w1 + b) @ w0


@mlp.mistake(
    "first-weights-twice",
    "w0 is used in both products",
    _LINE,
)
def first_twice(x, w0, b, w1):
    return relu(x @ w0 + b) @ w0


@mlp.mistake(
    "hidden-not-used",
    "the second product starts again from x (or from the sum before the ReLU)",
    "The output is computed from the hidden layer.",
)
def hidden_not_used(x, w0, b, w1):
    hidden = relu(x @ w0 + b)  # noqa: F841 - that is the mistake
    return x @ w1


@mlp.mistake(
    "softmax-on-the-output",
    "softmax is applied to the output",
    "The contract asks for the logits; softmax comes later, in the loss.",
)
def softmax_out(x, w0, b, w1):
    return torch.softmax(relu(x @ w0 + b) @ w1, dim=1)


@mlp.also("softmax-on-the-output")
def log_softmax_out(x, w0, b, w1):
    return torch.log_softmax(relu(x @ w0 + b) @ w1, dim=1)


@mlp.also("softmax-on-the-output")
def softmax_columns_out(x, w0, b, w1):
    return torch.softmax(relu(x @ w0 + b) @ w1, dim=0)


@mlp.mistake(
    "squashed-output",
    "a sigmoid or tanh is applied to the output",
    "Nothing comes after the second product.",
)
def sigmoid_out(x, w0, b, w1):
    return torch.sigmoid(relu(x @ w0 + b) @ w1)


@mlp.also("squashed-output")
def tanh_out(x, w0, b, w1):
    return torch.tanh(relu(x @ w0 + b) @ w1)


@mlp.mistake(
    "other-activation",
    "another function than ReLU (alone) stands between the products (sigmoid, tanh, leaky ReLU, "
    "GELU, softmax, …)",
    "ReLU(z) = max(0, z).",
)
def by_sigmoid(x, w0, b, w1):
    return torch.sigmoid(x @ w0 + b) @ w1


@mlp.also("other-activation")
def by_tanh(x, w0, b, w1):
    return torch.tanh(x @ w0 + b) @ w1


@mlp.also("other-activation")
def by_leaky(x, w0, b, w1):
    return F.leaky_relu(x @ w0 + b) @ w1


@mlp.also("other-activation")
def by_gelu(x, w0, b, w1):
    return F.gelu(x @ w0 + b) @ w1


@mlp.also("other-activation")
def by_elu(x, w0, b, w1):
    return F.elu(x @ w0 + b) @ w1


@mlp.also("other-activation")
def by_silu(x, w0, b, w1):
    return F.silu(x @ w0 + b) @ w1


@mlp.also("other-activation")
def by_softplus(x, w0, b, w1):
    return F.softplus(x @ w0 + b) @ w1


@mlp.also("other-activation")
def by_softmax(x, w0, b, w1):
    return torch.softmax(x @ w0 + b, dim=1) @ w1


@mlp.also("other-activation")
def by_relu6(x, w0, b, w1):
    return (x @ w0 + b).clamp(0, 1) @ w1


@mlp.mistake(
    "absolute-value",
    "the absolute value is taken in place of the ReLU",
    "ReLU makes negative numbers 0, not positive.",
)
def by_abs(x, w0, b, w1):
    return (x @ w0 + b).abs() @ w1


@mlp.mistake(
    "minimum",
    "the negative numbers are kept and the positive ones set to 0",
    "ReLU(z) = max(0, z).",
)
def by_min(x, w0, b, w1):
    return (x @ w0 + b).clamp(max=0) @ w1


@mlp.also("minimum")
def by_negative(x, w0, b, w1):
    return relu(-(x @ w0 + b)) @ w1


@mlp.mistake(
    "step",
    "the hidden units are 0 or 1: a comparison (z > 0) takes the place of max(0, z)",
    "Above 0, ReLU gives the number itself.",
)
def by_step(x, w0, b, w1):
    return (x @ w0 + b > 0).to(w1.dtype) @ w1


@mlp.mistake(
    "relu-elsewhere",
    "the ReLU is applied to x, to the weights or to the bias, not to the sum x @ w0 + b",
    _LINE,
)
def relu_of_x(x, w0, b, w1):
    return (relu(x) @ w0 + b) @ w1


@mlp.also("relu-elsewhere")
def relu_of_x_too(x, w0, b, w1):
    return relu(relu(x) @ w0 + b) @ w1


@mlp.also("relu-elsewhere")
def relu_of_weights(x, w0, b, w1):
    return (x @ relu(w0) + b) @ w1


@mlp.also("relu-elsewhere")
def relu_of_bias(x, w0, b, w1):
    return (x @ w0 + relu(b)) @ w1


@mlp.mistake(
    "hidden-returned",
    "the hidden layer is returned, without the second product",
    "One more product, with w1, leads from (N, H) to (N, K).",
)
def hidden_returned(x, w0, b, w1):
    return relu(x @ w0 + b)


@mlp.also("hidden-returned")
def sum_returned(x, w0, b, w1):
    return x @ w0 + b


@mlp.mistake(
    "one-sample-only",
    "one sample of the batch is computed",
    "@ takes all N rows at once.",
)
def first_sample(x, w0, b, w1):
    return relu(x[0] @ w0 + b) @ w1


@mlp.mistake(
    "averaged-over-the-batch",
    "the samples are summed or averaged",
    "Samples do not mix: N rows go in, N rows come out.",
)
def averaged(x, w0, b, w1):
    return (relu(x @ w0 + b) @ w1).mean(dim=0)


@mlp.also("averaged-over-the-batch")
def summed(x, w0, b, w1):
    return (relu(x @ w0 + b) @ w1).sum(dim=0)


@mlp.also("averaged-over-the-batch")
def summed_outputs(x, w0, b, w1):
    return (relu(x @ w0 + b) @ w1).sum(dim=1)


@mlp.also("averaged-over-the-batch")
def averaged_outputs(x, w0, b, w1):
    return (relu(x @ w0 + b) @ w1).mean(dim=1)


@mlp.mistake(
    "transposed",
    "the output is transposed: (K, N)",
    "Samples stay rows: (N, K).",
)
def transposed(x, w0, b, w1):
    return (relu(x @ w0 + b) @ w1).T


@mlp.mistake(
    "flattened",
    "all outputs end up in one row (`flatten`, `cat`)",
    "The result is (N, K).",
)
def flattened(x, w0, b, w1):
    return (relu(x @ w0 + b) @ w1).flatten()


@mlp.mistake(
    "squeezed",
    "axes of length 1 are dropped, so that one sample alone loses its row",
    "A batch of one is (1, D), and its logits are (1, K).",
    about=("one sample",),
)
def squeezed(x, w0, b, w1):
    return (relu(x @ w0 + b) @ w1).squeeze()


@mlp.mistake(
    "a-list",
    "a list is returned, not a tensor",
    "torch.stack makes one tensor of a list of tensors.",
)
def a_list(x, w0, b, w1):
    return [relu(sample @ w0 + b) @ w1 for sample in x]


@mlp.also("flattened")
def glued(x, w0, b, w1):
    return torch.cat([relu(sample @ w0 + b) @ w1 for sample in x])


@mlp.mistake(
    "inputs-changed",
    "an argument is changed in place (`+=`, `relu_`, an assignment to an element)",
    "The arguments belong to the caller: x @ w0 is a new tensor, and may be changed.",
    about=("inputs",),
)
def bias_changed(x, w0, b, w1):
    out = relu(x @ w0 + b) @ w1
    b += 1
    return out


@mlp.also("inputs-changed")
def x_changed(x, w0, b, w1):
    out = relu(x @ w0 + b) @ w1
    x.relu_()
    return out


@mlp.also("inputs-changed")
def w0_changed(x, w0, b, w1):
    out = relu(x @ w0 + b) @ w1
    w0.zero_()
    return out


@mlp.also("inputs-changed")
def w1_changed(x, w0, b, w1):
    out = relu(x @ w0 + b) @ w1
    w1.zero_()
    return out


@mlp.mistake(
    "bias-into-the-product",
    "the bias is added to the weights, or multiplied, not added to the product",
    _LINE,
)
def bias_multiplied(x, w0, b, w1):
    return relu(x @ w0 * b) @ w1


@mlp.mistake(
    "normalised",
    "the logits or the hidden units are normalised: divided by their length or by how many "
    "samples, inputs, units or outputs there are",
    _LINE,
)
def over_n(x, w0, b, w1):
    return relu(x @ w0 + b) @ w1 / x.shape[0]


@mlp.also("normalised")
def over_h(x, w0, b, w1):
    return relu(x @ w0 + b) @ w1 / w0.shape[1]


@mlp.also("normalised")
def over_d(x, w0, b, w1):
    return relu(x @ w0 + b) @ w1 / x.shape[1]


@mlp.also("normalised")
def over_k(x, w0, b, w1):
    return relu(x @ w0 + b) @ w1 / w1.shape[1]


@mlp.mistake(
    "bias-twice",
    "the bias is added twice, before and after the ReLU or both times before it",
    _LINE,
)
def bias_twice(x, w0, b, w1):
    return relu(x @ w0 + b + b) @ w1


@mlp.also("bias-twice")
def bias_twice_around_relu(x, w0, b, w1):
    return (relu(x @ w0 + b) + b) @ w1


@mlp.mistake(
    "relu-before-the-bias",
    "the product goes through a ReLU of its own before the bias is added",
    "First the whole sum x @ w0 + b, then the ReLU, once.",
)
def relu_before_and_after(x, w0, b, w1):
    return relu(relu(x @ w0) + b) @ w1


@mlp.mistake(
    "precedence",
    "b is multiplied by w1 on its own: a bracket is missing, and @ binds tighter than +",
    "(x @ w0 + b) @ w1: the sum stands in brackets.",
    about=("raised", "logits"),
)
def precedence(x, w0, b, w1):
    return relu(x @ w0 + b @ w1)


@mlp.also("precedence")
def precedence_without_relu(x, w0, b, w1):
    return x @ w0 + b @ w1


@mlp.also("bias-into-the-product")
def bias_into_weights(x, w0, b, w1):
    return relu(x @ (w0 + b)) @ w1


@mlp.also("softmax-on-the-output")
def softmax_without_relu(x, w0, b, w1):
    return torch.softmax((x @ w0 + b) @ w1, dim=1)


@mlp.also("softmax-on-the-output")
def softmax_over_everything(x, w0, b, w1):
    return torch.softmax((relu(x @ w0 + b) @ w1).flatten(), dim=0).reshape(len(x), -1)


@mlp.also("other-activation")
def softmax_of_hidden(x, w0, b, w1):
    return torch.softmax(relu(x @ w0 + b), dim=1) @ w1


@mlp.also("other-activation")
def by_mish(x, w0, b, w1):
    return F.mish(x @ w0 + b) @ w1


@mlp.also("other-activation")
def by_leaky_tenth(x, w0, b, w1):
    return F.leaky_relu(x @ w0 + b, 0.1) @ w1


@mlp.also("other-activation")
def by_leaky_fifth(x, w0, b, w1):
    return F.leaky_relu(x @ w0 + b, 0.2) @ w1


@mlp.also("other-activation")
def by_sigmoid_of_relu(x, w0, b, w1):
    return torch.sigmoid(relu(x @ w0 + b)) @ w1


@mlp.also("other-activation")
def by_sigmoid_without_bias(x, w0, b, w1):
    return torch.sigmoid(x @ w0) @ w1


@mlp.also("squashed-output")
def sigmoid_in_both_places(x, w0, b, w1):
    return torch.sigmoid(torch.sigmoid(x @ w0 + b) @ w1)


@mlp.mistake(
    "a-module-not-an-activation",
    "something is handed on that is no tensor: a class (`nn.ReLU(z)` makes a module, and "
    "`nn.ReLU()(z)` calls it), or the pair that `torch.max(z, 0)` gives",
    "torch.relu(z) is a function: tensor in, tensor out.",
    about=("raised",),
)
def module_for_function(x, w0, b, w1):
    return torch.nn.ReLU(x @ w0 + b) @ w1


@mlp.also("a-module-not-an-activation")
def pair_of_max(x, w0, b, w1):
    return torch.max(x @ w0 + b, 0) @ w1


@mlp.mistake(
    "an-operation-for-one-number",
    "an operation meets a whole matrix that wants less: Python's `max` and `if` one number, `dot` "
    "vectors",
    "torch.relu works on every element, @ on matrices.",
    about=("raised",),
)
def python_max(x, w0, b, w1):
    return max(0, x @ w0 + b) @ w1


@mlp.also("an-operation-for-one-number")
def by_dot(x, w0, b, w1):
    return torch.dot(relu(torch.dot(x, w0) + b), w1)


@mlp.also("relu-elsewhere")
def relu_of_second_weights(x, w0, b, w1):
    return relu(x @ w0 + b) @ relu(w1)


@mlp.also("normalised")
def unit_length(x, w0, b, w1):
    return F.normalize(relu(x @ w0 + b) @ w1)


@mlp.also("normalised")
def unit_length_of_hidden(x, w0, b, w1):
    return F.normalize(relu(x @ w0 + b)) @ w1


@mlp.mistake(
    "both-layers",
    "the hidden layer and the output are returned together",
    "Return the output alone, one tensor (N, K).",
)
def both_layers(x, w0, b, w1):
    hidden = relu(x @ w0 + b)
    return hidden, hidden @ w1


@mlp.mistake(
    "laid-out-again",
    "x is laid out again in another shape (`view`, `reshape`): the samples' numbers mix",
    "x is (N, D) as it comes: no transpose and no view is needed.",
)
def laid_out_again(x, w0, b, w1):
    return relu(x.reshape(x.shape[1], x.shape[0]).T @ w0 + b) @ w1


@mlp.mistake(
    "bias-of-one-sample",
    "the bias is added to one sample only",
    "x @ w0 + b adds b to every row.",
)
def bias_of_first_sample(x, w0, b, w1):
    hidden = x @ w0
    hidden[0] += b
    return relu(hidden) @ w1


@mlp.mistake(
    "bias-on-the-output",
    "the bias is added to the output, (N, K), where only the hidden layer, (N, H), has one",
    "b has one number per hidden unit. With K ≠ H it does not even fit the output.",
)
def bias_on_the_output(x, w0, b, w1):
    return relu(x @ w0) @ w1 + b


@mlp.also("bias-on-the-output")
def bias_on_the_output_without_relu(x, w0, b, w1):
    return x @ w0 @ w1 + b


@mlp.also("bias-on-the-output")
def bias_on_both(x, w0, b, w1):
    return relu(x @ w0 + b) @ w1 + b


@mlp.mistake(
    "predicted-classes",
    "the largest logit of each sample, or its class, is returned, not all logits",
    "The result is (N, K): K logits per sample.",
)
def classes(x, w0, b, w1):
    return (relu(x @ w0 + b) @ w1).argmax(dim=1)


@mlp.also("predicted-classes")
def largest_logit(x, w0, b, w1):
    return (relu(x @ w0 + b) @ w1).max(dim=1).values


@mlp.also("one-sample-only")
def last_sample(x, w0, b, w1):
    return relu(x[-1] @ w0 + b) @ w1


@mlp.also("one-sample-only")
def first_sample_kept(x, w0, b, w1):
    return relu(x[:1] @ w0 + b) @ w1


@mlp.mistake(
    "bias-along-the-samples",
    "b meets the samples and not the units: it stands as a column beside (N, H), or as a row "
    "beside (H, N)",
    "Lined up from the right, b (H,) meets the last axis of (N, H) as it is; beside (H, N) it "
    "needs the shape (H, 1).",
)
def bias_as_column(x, w0, b, w1):
    return relu(x @ w0 + b[:, None]) @ w1


@mlp.also("bias-along-the-samples")
def columns_with_row_bias(x, w0, b, w1):
    return (w1.T @ relu(w0.T @ x.T + b)).T


@mlp.also("bias-along-the-samples")
def columns_with_row_bias_not_turned(x, w0, b, w1):
    return w1.T @ relu(w0.T @ x.T + b)


@mlp.mistake(
    "bias-before-the-product",
    "the bias is added to x, before the product",
    _LINE,
)
def bias_on_x(x, w0, b, w1):
    return relu((x + b) @ w0) @ w1


@mlp.also("relu-on-the-output")
def bias_outside_relu_output(x, w0, b, w1):
    return torch.relu((torch.relu(x @ w0) + b) @ w1)


@mlp.mistake(
    "drawn-at-random",
    "calls with the same arguments disagree: something is drawn at random, such as dropout or the "
    "weights of a new nn.Linear, or is kept from call to call",
    "The result depends on x, w0, b and w1 alone: the weights are handed in.",
)
def fresh_layers(x, w0, b, w1):
    hidden = relu(torch.nn.Linear(*w0.shape, dtype=x.dtype)(x))
    return torch.nn.Linear(*w1.shape, dtype=x.dtype)(hidden)


@mlp.mistake(
    "hidden-normalised",
    "the hidden layer is normalised: a mean is subtracted and a spread divided out",
    _LINE,
)
def normalised_over_the_batch(x, w0, b, w1):
    h = relu(x @ w0 + b)
    return (h - h.mean(0)) / (h.std(0) + 1e-5) @ w1


@mlp.also("hidden-normalised")
def normalised_like_batchnorm(x, w0, b, w1):
    h = relu(x @ w0 + b)
    return (h - h.mean(0)) / (h.var(0, unbiased=False) + 1e-5).sqrt() @ w1


@mlp.also("hidden-normalised")
def normalised_like_layernorm(x, w0, b, w1):
    h = relu(x @ w0 + b)
    return torch.nn.functional.layer_norm(h, h.shape[1:]) @ w1
