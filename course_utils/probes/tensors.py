"""Probes of chapter 1: eight functions of tensors, each called several times in a row.

The second call has other sizes. Every call answers for itself: what one of them raises
does not take away what the others show.

"Case" names the case's inputs, float32 unless it says otherwise; in one more case they are
float64. "Items" are what is recorded: tensors of the given shape, floats in float64, or texts.
``inputs`` says whether the arguments were changed.
"""

from __future__ import annotations

from typing import Any

import torch

from course_utils.core.case import Case
from course_utils.core.evidence import Evidence
from course_utils.core.probing import agreeing, probe, separately, unchanged
from course_utils.texts import observed


@probe("batch-to-columns", wants="function", defines=["batch_to_columns"])
def batch_to_columns(function: Any, case: Case, evidence: Evidence) -> None:
    """A batch, a single sample, and another batch.

    Case: x (N, D), second x (M, E).
    Items: columns (D, N), one sample (D, 1), second (E, M).
    """
    with separately() as call:
        with call():
            x = case["x"]
            look = unchanged(evidence, x=x)
            evidence.tensor("columns", function(x))
            look()
        with call():
            evidence.tensor("one sample", function(case["x"][:1]))
        with call():
            evidence.tensor("second", function(case["second x"]))


@probe("row-normalize", wants="function", defines=["row_normalize"])
def row_normalize(function: Any, case: Case, evidence: Evidence) -> None:
    """Rows with positive and with negative sums, one row alone, another matrix.

    Case: x (N, D), second x (M, E).
    Items: normalized (N, D), one row (1, D), second (M, E).
    """
    with separately() as call:
        with call():
            x = case["x"]
            look = unchanged(evidence, x=x)
            evidence.tensor("normalized", function(x))
            look()
        with call():
            evidence.tensor("one row", function(case["x"][:1]))
        with call():
            evidence.tensor("second", function(case["second x"]))


@probe("mean-image", wants="function", defines=["mean_image"])
def mean_image(function: Any, case: Case, evidence: Evidence) -> None:
    """Images whose sum does not fit into uint8; one image; white ones; another batch.

    Case: x (N, H, W) and second x (M, K, L), uint8; none in float64.
    Items: mean, one image and white (H, W), second (K, L); the text dtype of the first.
    """
    with separately() as call:
        with call():
            x = case["x"]
            look = unchanged(evidence, x=x)
            found = function(x)
            evidence.tensor("mean", found)
            kind = found.dtype if isinstance(found, torch.Tensor) else type(found).__name__
            evidence.text("dtype", observed("name", name=str(kind).removeprefix("torch.")))
            look()
        with call():
            evidence.tensor("one image", function(case["x"][:1]))
        with call():
            evidence.tensor("white", function(torch.full_like(case["x"], 255)))
        with call():
            evidence.tensor("second", function(case["second x"]))


@probe("mse", wants="function", defines=["mse"])
def mse(function: Any, case: Case, evidence: Evidence) -> None:
    """A batch, one example, and another batch.

    Case: pred (N, 1), target (N,), second pred (M, 1), second target (M,).
    Items: loss, one example and second, each ().
    """
    with separately() as call:
        with call():
            pred, target = case["pred"], case["target"]
            look = unchanged(evidence, pred=pred, target=target)
            evidence.scalar("loss", function(pred, target))
            look()
        with call():
            evidence.scalar("one example", function(case["pred"][:1], case["target"][:1]))
        with call():
            evidence.scalar("second", function(case["second pred"], case["second target"]))


@probe("layer-loop", wants="function", defines=["layer_loop"])
def layer_loop(function: Any, case: Case, evidence: Evidence) -> None:
    """Two layers of different sizes, then one unit with one input.

    Case: x (D,), w (D, H), b (H,); the same of other sizes as second x, w, b; one x (1,),
    one w (1, 1), one b (1,).
    Items: layer (H,), second (K,), one unit (1,).
    """
    names = ("x", "w", "b")
    with separately() as call:
        with call():
            inputs = {name: case[name] for name in names}
            look = unchanged(evidence, **inputs)
            evidence.tensor("layer", function(*inputs.values()))
            look()
        with call():
            evidence.tensor("second", function(*(case[f"second {name}"] for name in names)))
        with call():
            evidence.tensor("one unit", function(*(case[f"one {name}"] for name in names)))


@probe("mlp-forward", wants="function", defines=["mlp_forward"])
def mlp_forward(function: Any, case: Case, evidence: Evidence) -> None:
    """A batch, its first sample alone, and another network.

    Case: x (N, D), w0 (D, H), b (H,), w1 (H, K); the same of other sizes as second x, w0, b, w1.
    Items: logits (N, K), one sample (1, K), second (M, L); the text calls, whether three agree.
    """
    names = ("x", "w0", "b", "w1")
    with separately() as call:
        with call():
            outs = [function(*(case[name] for name in names)) for _ in range(3)]
            evidence.text("calls", observed("agree" if agreeing(outs) else "differ"))
        with call():
            inputs = {name: case[name] for name in names}
            look = unchanged(evidence, **inputs)
            evidence.tensor("logits", function(*inputs.values()))
            look()
        with call():
            one = {**{name: case[name] for name in names}, "x": case["x"][:1]}
            evidence.tensor("one sample", function(*one.values()))
        with call():
            evidence.tensor("second", function(*(case[f"second {name}"] for name in names)))


@probe("softmax", wants="function", defines=["softmax"])
def softmax(function: Any, case: Case, evidence: Evidence) -> None:
    """Ordinary logits, one row, then logits whose exponentials do not exist.

    Case: x (N, C), second x (M, D); rare, large, apart and huge (2, 3).
    Items: p (N, C), one row (1, C), second (M, D), large, apart and huge (2, 3); rare (2, 2), its
    small probabilities alone.
    """
    with separately() as call:
        with call():
            x = case["x"]
            look = unchanged(evidence, x=x)
            evidence.tensor("p", function(x))
            look()
        with call():
            evidence.tensor("one row", function(case["x"][:1]))
        with call():
            evidence.tensor("second", function(case["second x"]))
        with call():
            rare = function(case["rare"])
            # Beside a probability near 1 a small one may be far off unseen: look at it alone.
            whole = isinstance(rare, torch.Tensor) and rare.shape == case["rare"].shape
            evidence.tensor("rare", rare[:, 1:] if whole else rare)
        for name in ("large", "apart", "huge"):
            with call():
                evidence.tensor(name, function(case[name]))


@probe("cross-entropy", wants="function", defines=["cross_entropy"])
def cross_entropy(function: Any, case: Case, evidence: Evidence) -> None:
    """Ordinary logits, one example, then logits whose probabilities round to zero.

    Case: logits (N, C), y (N,) int64; second logits (M, D), second y (M,); large, apart, unlikely
    and huge (2, 3) with labels (2,) as "large y" and so on.
    Items: loss, one example, second, large, apart, unlikely and huge, each ().
    """
    with separately() as call:
        with call():
            logits, y = case["logits"], case["y"]
            look = unchanged(evidence, logits=logits, y=y)
            evidence.scalar("loss", function(logits, y))
            look()
        with call():
            evidence.scalar("one example", function(case["logits"][:1], case["y"][:1]))
        with call():
            evidence.scalar("second", function(case["second logits"], case["second y"]))
        for name in ("large", "apart", "unlikely", "huge"):
            with call():
                evidence.scalar(name, function(case[name], case[f"{name} y"]))
