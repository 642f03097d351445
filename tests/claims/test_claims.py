"""What a chapter says of a run holds for ten seeds, and for other right answers.

Each claim names the cell and the words that it stands for, and what has to be run. It is
run with the seeds of the chapter and with others; where the run is made of a student's
function, with differently written right ones too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pytest
import torch
import torch.nn.functional as F

from course_utils.labs.drawings import DRAWINGS
from tests.claims.answers import EXPERIMENT, MINIBATCHES
from tests.claims.runs import Run, cells_of

SEEDS = 10
FAST_SEEDS = 2
OTHER_SEEDS = 3
OURS = "the solution"


@dataclass(frozen=True)
class Claim:
    """Some words of a cell, and what must be so in every run."""

    chapter: str
    cell: str
    phrase: str
    runs: tuple[str, ...]
    exercise: str
    fast: bool
    holds: Callable[[Run], None]


CLAIMS: list[Claim] = []
STYLES: Mapping[str, Mapping[str, str | None]] = {
    "": {OURS: None},
    "minibatches": MINIBATCHES,
    "paper-experiment": EXPERIMENT,
}


def claim(
    chapter: str,
    cell: str,
    phrase: str,
    runs: Sequence[str],
    *,
    exercise: str = "",
    fast: bool = True,
) -> Callable[[Callable[[Run], None]], Callable[[Run], None]]:
    """Register a function that looks whether a claim holds in one run."""

    def register(holds: Callable[[Run], None]) -> Callable[[Run], None]:
        CLAIMS.append(Claim(chapter, cell, phrase, tuple(runs), exercise, fast, holds))
        return holds

    return register


@cache
def run_of(chapter: str, cells: tuple[str, ...], seed: int, exercise: str, style: str) -> Run:
    """One run for all the claims that are about it."""
    source = STYLES[exercise][style]
    answers = {exercise: source} if source else {}
    torch.set_num_threads(1)
    return Run(chapter, cells, seed=seed, answers=answers)


BUGS = tuple(f"bug-{number}-run" for number in (1, 2, 3, 4))


# --- chapter 1 ----------------------------------------------------------------------------

PIPELINE = ("mean-digits", "pipeline")


@claim("01_tensors", "pipeline-note", "its loss is close to log 10", PIPELINE)
def untrained_loss(run: Run) -> None:
    loss = run["cross_entropy"](run["logits"], run["y"])
    assert abs(float(loss) - 2.303) < 0.1


@claim("01_tensors", "eight-read", "Nowhere in these 784 numbers", ("eight",))
def the_eight_is_one_of_the_training_digits(run: Run) -> None:
    assert run["eight"].shape == (28, 28)
    assert run["eight"].dtype == torch.uint8
    assert int(run["digits"].load().y_train[run["digits"].EIGHT]) == 8


# --- chapter 2 ----------------------------------------------------------------------------


@claim("02_autograd", "eight-read", "p − onehot is −0.9 for the 8 and 0.1", ("eight",))
def a_gradient_is_a_picture(run: Run) -> None:
    assert run.printed.count("True") == 2
    assert "loss 2.303" in run.printed


KNOBS = ("one-knob", "all-knobs")


@claim("02_autograd", "all-knobs-read", "The loss falls at every step", KNOBS)
def every_step_lowers_the_loss(run: Run) -> None:
    losses = [float(line.split()[-1]) for line in run.printed.splitlines() if "steps: loss" in line]
    assert len(losses) == 4 and losses == sorted(set(losses), reverse=True)


@claim("02_autograd", "all-knobs-read", "Most of the knobs that do not matter", KNOBS)
def the_pixels_that_are_always_paper_have_idle_knobs(run: Run) -> None:
    idle = run["slopes"] == 0
    paper = (run["pixels"].sum(dim=0) == 0).repeat_interleave(100)  # w0 comes first
    assert idle[: len(paper)][paper].all()
    assert paper.sum() > 0.7 * idle.sum()


# --- chapter 3 ----------------------------------------------------------------------------

STARTS = ("predict-digits", "init-run")
ROOT = ("init-my-linear",)
SCATTER = ("drop-net-run",)


def first_loss(run: Run, start: str) -> float:
    lines = [line.split() for line in run.printed.splitlines()]
    return next(float(line[1]) for line in lines if line[:1] == [start])


@claim("03_modules", "init-answer", "outputs with a standard deviation of 17", STARTS)
def rand_spreads_the_widest(run: Run) -> None:
    spread = {name: float(outputs.std()) for name, outputs in run["outputs"].items()}
    assert 16.5 < spread["rand"] < 17.5 and max(spread, key=spread.get) == "rand"


@claim("03_modules", "init-answer", "nearly 10 is still bad", STARTS)
def randn_spreads_less(run: Run) -> None:
    assert 8.5 < float(run["outputs"]["randn"].std()) < 10.5


@claim("03_modules", "init-answer", "around a hundred or far more", STARTS)
def first_losses_are_huge(run: Run) -> None:
    assert min(first_loss(run, "rand"), first_loss(run, "randn")) > 70


@claim("03_modules", "init-answer", "the loss starts close to 2.303", STARTS)
def default_starts_at_log_10(run: Run) -> None:
    assert abs(first_loss(run, "default") - 2.303) < 0.05


@claim("03_modules", "init-picture", "all are large and positive", STARTS)
def rand_is_all_positive(run: Run) -> None:
    assert float(run["outputs"]["rand"].min()) > 5


@claim("03_modules", "init-text", "With which start do the outputs", STARTS)
def zeros_are_zero(run: Run) -> None:
    assert float(run["outputs"]["zeros"].abs().max()) == 0


@claim("03_modules", "init-answer", "keeps the outputs at the size of the inputs", ROOT)
def root_keeps_the_size(run: Run) -> None:
    scaled = run["x"] @ (run["w"] / 28)
    assert 0.9 < float(scaled.std() / run["x"].std()) < 1.1


@claim("03_modules", "drop-net-run", "scatter around", SCATTER)
def dropout_scatters_around_eval(run: Run) -> None:
    off = run["in_train"] - run["in_eval"]
    assert abs(float(off.mean())) < 5 * float(off.std()) / len(off) ** 0.5


@claim("03_modules", "eight-read", "ten shares of about a tenth", ("predict-digits", "eight"))
def an_untrained_network_hardly_means_it(run: Run) -> None:
    shares = run["logits"].softmax(dim=1)[0]
    assert 0.05 < float(shares.min()) < float(shares.max()) < 0.15
    assert float(run["logits"].abs().max()) < 0.5


MOVES = ("predict-digits", "eight", "registered-run", "save-load-run", "device-run", "twin")


@claim("03_modules", "save-load-read", "Everything arrived", MOVES)
def a_saved_network_answers_as_before(run: Run) -> None:
    assert "the same answers before: False" in run.printed
    assert "the same answers after:  True" in run.printed
    assert run.printed.count("equal: True") == 7


@claim("03_modules", "twin-text", "the twin must not follow it", MOVES)
def the_twin_keeps_its_answer(run: Run) -> None:
    moved = [line.split()[-1] for line in run.printed.splitlines()[-4:]]
    assert moved == ["True", "True", "False", "True"]


@claim("03_modules", "relu-text", "the block overwrites its input", ("relu-run",))
def relu_has_three_names(run: Run) -> None:
    lines = run.printed.splitlines()
    assert lines[-2:] == ["three names: [0.0, 2.0] [0.0, 2.0] [0.0, 2.0]",
                          "z after inplace=True: [0.0, 2.0]"]  # fmt: skip


@claim("03_modules", "bug-1-answer", "12/9 is 1.33", ("bug-1-run", "bug-3-run", "bug-4-run"))
def the_bugs_of_chapter_3_do_what_is_said(run: Run) -> None:
    assert "loss: 1.3333" in run.printed
    assert "(3, 3)" in run.printed
    assert torch.allclose(run["p"].sum(dim=0), torch.ones(3))
    assert run.printed.splitlines()[-2:] == ["6.0", "12.0"]


# --- chapter 4 ----------------------------------------------------------------------------

CLUSTERS = ("predict-shape-run", "train-digits", "bias-digits", "bias-clusters")
DIGITS = ("predict-shape-run", "train-digits")


@claim("04_logistic_regression", "weights-text", "About 95 of 100 new digits are right", DIGITS)
def three_or_eight(run: Run) -> None:
    data = run["data"]
    right = run["accuracy"](run["three_or_eight"], data.x_test, data.y_test)
    assert 0.94 < right < 0.96


@claim("04_logistic_regression", "train-digits", "falls fast, then slowly", DIGITS)
def loss_falls_fast_then_slowly(run: Run) -> None:
    losses = run["losses"]
    assert losses[0] - losses[20] > 5 * (losses[20] - losses[40]) > 0 < losses[180] - losses[200]


@claim("04_logistic_regression", "bias-clusters", "With b the line slides between", CLUSTERS)
def with_b_the_clouds_are_told_apart(run: Run) -> None:
    assert run["accuracy"](run["with_b"], run["x"], run["y"]) > 0.97


@claim("04_logistic_regression", "bias-answer", "little better than tossing a coin", CLUSTERS)
def without_b_it_is_a_coin(run: Run) -> None:
    assert run["accuracy"](run["without_b"], run["x"], run["y"]) < 0.65


@claim("04_logistic_regression", "bias-clusters", "no turn separates them", CLUSTERS)
def no_line_through_the_origin_will_do(run: Run) -> None:
    angles = torch.linspace(0, 2 * torch.pi, 721)
    lines = torch.stack([angles.cos(), angles.sin()], dim=1)  # (721, 2)
    right = ((lines @ run["x"] > 0) == (run["y"] > 0.5)).float().mean(dim=1)
    assert float(right.max()) < 0.8


@claim("04_logistic_regression", "lab-training-text", "with 0.5 it has come to rest", CLUSTERS)
def the_line_comes_to_rest(run: Run) -> None:
    def distance_after(rate: float, steps: int) -> float:
        model = run["LR"](2, lr=rate)
        run["train"](model, run["x"], run["y"], steps)
        return float(-model.b / model.w.norm())

    still = abs(distance_after(0.5, 1000) - distance_after(0.5, 800))
    moving = abs(distance_after(0.02, 1000) - distance_after(0.02, 800))
    assert still < 0.05 < moving


BAR = ("predict-shape-run", "bar", "train-digits", "draw-weights")
HAND = ("predict-shape-run", "train-digits", "draw-weights", "eight", "hand")
CLOSED = "; 9,6.5 8.6,10 9.5,13; 9.5,14 8.4,17 8.5,21.5"


@claim("04_logistic_regression", "bar-read", "88.5 % for a rule of three lines", BAR)
def the_nearer_mean_reads_885(run: Run) -> None:
    assert round(run["bar"], 4) == 0.885


@claim("04_logistic_regression", "weights-text", "16 of the 23 digits", BAR)
def most_of_what_the_means_miss_is_read(run: Run) -> None:
    data, truth = run["data"], run["data"].y_test[0] > 0.5
    missed = run["nearest"].bool() != truth
    with torch.no_grad():
        right = (run["three_or_eight_model"]()(data.x_test)[0] > 0.5) == truth
    assert (int(missed.sum()), int(right[missed].sum())) == (23, 16)


@claim("04_logistic_regression", "eight-read", "0.47: it takes this 8 for a 3", HAND)
def the_eight_is_taken_for_a_3(run: Run) -> None:
    assert "yhat = 0.47: it says 3" in run.printed
    votes = (run["model"].w * run["column"]).detach().reshape(28, 28)
    assert float(votes.sum()) < 0
    assert float(votes[:, :14].sum()) > 0.5
    assert float(votes[:, 14:].sum()) < -0.5


@claim("04_logistic_regression", "eight-read", "with 500 steps instead of 200", HAND)
def with_more_steps_it_comes_around(run: Run) -> None:
    model = run["LR"](784, lr=0.1)
    run["train"](model, run["data"].x_train, run["data"].y_train, 500)
    assert float(model(run["column"])) > 0.5


@claim("04_logistic_regression", "eight-read", "the mean images gets this one right", HAND)
def the_nearer_mean_reads_the_eight(run: Run) -> None:
    x, y = run["data"].x_train, run["data"].y_train[0]
    means = torch.stack([x[:, y == k].mean(dim=1) for k in (0, 1)])
    assert int(torch.cdist(run["column"].T, means).argmin()) == 1


@claim("04_logistic_regression", "hand-text", "two short strokes there are most of an 8", HAND)
def two_strokes_make_an_8_of_a_3(run: Run) -> None:
    lab = run.figures[-1]
    assert lab.at(drawing="a 3").text.startswith("It reads a 3: 99%")
    assert lab.at(drawing=DRAWINGS["a 3"] + CLOSED).text.startswith("It reads an 8")
    assert lab.at(drawing="a 0").text.startswith("It reads an 8: 95%")


NINE = ("attempt", *(f"bug-{number}-run" for number in range(1, 10)))


@claim("04_logistic_regression", "bug-9-answer", "up to Python 3.13 it is evaluated", NINE)
def the_bugs_of_chapter_4_do_what_is_said(run: Run) -> None:
    lines = run.printed.splitlines()
    assert [line.split(":")[0] for line in lines[1:11]] == [
        *("TypeError", "no error", "TypeError", "NameError", "TypeError", "AttributeError"),
        *("SyntaxError", "NameError", "no error", "AttributeError"),
    ]
    assert [line.split(":")[0] for line in lines[11:13]] == ["torch.int64", "RuntimeError"]
    assert lines[14:17] == ["no error: tensor(49.)", "no error: []",
                            "ValueError: optimizer got an empty parameter list"]  # fmt: skip
    first = "NameError: name 'Tensor' is not defined"
    assert lines[17:] == [first if sys.version_info < (3, 14) else "no error: None",
                          "no error: None"]  # fmt: skip


# --- chapter 5 ----------------------------------------------------------------------------

LOOP = "05_optimizer_loop"
TRAINING = ("first-loss", "overfit", "train-digits")
ZEROING = ("first-loss", "zero-grad-when", "zero-grad-small-lr")
SORTED = ("first-loss", "train-digits", "sorted-classes")
SWEEP = ("first-loss", "train-digits", "sweep")
ONCE = ("first-loss", "bar", "train-digits", "sweep", "test-once")
BEND = ("first-loss", "draw-bend")
SLICE = ("first-loss", "train-digits", "draw-slice")
BATCHES = "minibatches"


@claim(LOOP, "first-loss-answer", "ln 10 ≈ 2.303", ("first-loss",))
def new_network_costs_log_10(run: Run) -> None:
    with torch.no_grad():
        loss = F.cross_entropy(run.call("new_network")(run["x_train"]), run["y_train"])
    assert abs(float(loss) - 2.303) < 0.05


@claim(LOOP, "mse-loss-text", "this loss does warn", ("broadcast", "mse-loss"))
def a_printed_loss_shows_its_graph(run: Run) -> None:
    lines = run.printed.splitlines()[-3:]
    assert lines[0] == "tensor(3.5000, grad_fn=<MseLossBackward0>)"
    assert lines[1] == "3.5"
    assert "target size (torch.Size([4])) that is different" in lines[2]


@claim(LOOP, "overfit-text", "must learn them by heart", TRAINING, exercise=BATCHES)
def twenty_digits_by_heart(run: Run) -> None:
    assert "after 60 steps; right: 100%" in run.printed


@claim(LOOP, "train-digits", "Both curves climb fast, then slowly", TRAINING, exercise=BATCHES)
def fast_then_slowly(run: Run) -> None:
    for curve in (run["on_train"], run["on_val"]):
        assert curve[4] - curve[0] > 0.1 and abs(curve[-1] - curve[-6]) < 0.04
        assert curve[-1] > curve[4] - 0.01


@claim(LOOP, "train-digits", "The training curve ends above the other", TRAINING, exercise=BATCHES)
def training_digits_are_known_better(run: Run) -> None:
    assert run["on_train"][-1] > run["on_val"][-1] + 0.01


@claim(
    LOOP, "zero-grad-when", 'the curve climbs and "\n        f"stays up', ZEROING, exercise=BATCHES
)
def cleared_it_stays_up(run: Run) -> None:
    curve = run["mean"]["every step"]
    assert curve[-1] > curve[0] + 0.08 and min(curve[-3:]) > max(curve) - 0.03


@claim(LOOP, "zero-grad-answer", "more than half of the digits", ZEROING, exercise=BATCHES)
def never_cleared_it_fails(run: Run) -> None:
    assert run["mean"]["never"][-1] < 0.5


@claim(LOOP, "zero-grad-answer", "costs a few points or many", ZEROING, exercise=BATCHES)
def cleared_per_epoch_it_loses(run: Run) -> None:
    loss = run["mean"]["every step"][-1] - run["mean"]["every epoch"][-1]
    assert 0.01 < loss < 0.3
    assert run["mean"]["every epoch"][-1] > run["mean"]["never"][-1] + 0.2


@claim(LOOP, "zero-grad-answer", "reads most of the digits", ZEROING, exercise=BATCHES)
def at_first_nothing_is_seen(run: Run) -> None:
    assert run["mean"]["never"][0] > 0.6


@claim(LOOP, "zero-grad-small-lr-answer", "By far", ZEROING, exercise=BATCHES)
def a_small_rate_hides_it(run: Run) -> None:
    slow = run["slow"]
    assert min(slow["every epoch"], slow["never"]) > slow["every step"] + 0.1


@claim(LOOP, "zero-grad-small-lr-answer", "far above that", ZEROING, exercise=BATCHES)
def even_the_slow_one_has_learned(run: Run) -> None:
    assert run["slow"]["every step"] > 0.3


@claim(
    LOOP, "zero-grad-small-lr-answer", "may even get away with it", ZEROING, exercise=BATCHES,
    fast=False,
)  # fmt: skip
def at_a_tenth_it_gets_away(run: Run) -> None:
    ends = [run.call("train_zeroing", when, 0.1, 10)[-1] for when in ("every step", "every epoch")]
    assert abs(ends[0] - ends[1]) < 0.05


@claim(LOOP, "sorted-read", "forgets the zero", SORTED, exercise=BATCHES)
def sorted_classes_are_forgotten(run: Run) -> None:
    assert run["unshuffled"][-1] < run["shuffled"][-1] - 0.2
    assert run["in_order"][0][1].unique().tolist() == [0]


@claim(LOOP, "sweep-answer", "0.1, 0.3 and 1 all work", SWEEP, exercise=BATCHES)
def three_rates_work(run: Run) -> None:
    assert min(run["found"][lr] for lr in (0.1, 0.3, 1.0)) > 0.65


@claim(LOOP, "sweep-answer", "little better than guess", SWEEP, exercise=BATCHES)
def too_small_a_rate_guesses(run: Run) -> None:
    assert run["found"][0.001] < 0.3


@claim(LOOP, "sweep-text", "nearly every digit the same answer", SWEEP, exercise=BATCHES)
def too_large_a_rate_says_one_thing(run: Run) -> None:
    network = run.call("train", 3, 10.0)[0]
    with torch.no_grad():
        answers = network(run["x_val"]).argmax(dim=1).bincount()
    assert int(answers.max()) > 0.95 * len(run["x_val"])


@claim(LOOP, "validation-answer", "what you may expect of new digits", ONCE, exercise=BATCHES)
def validation_and_test_agree(run: Run) -> None:
    with torch.no_grad():
        right = (run["network"](run["x_test"]).argmax(dim=1) == run["y_test"]).float().mean()
    assert abs(float(right) - run["on_val"][-1]) < 0.04


@claim(LOOP, "draw-bend", "layer of ReLUs the line bends around each", BEND, exercise=BATCHES)
def the_boundary_bends(run: Run) -> None:
    right = [
        float(((model(run["moons"].T)[0] > 0.5).long() == run["which"]).float().mean())
        for model in run["shown"].values()
    ]
    assert right[0] < 0.95 < 0.97 < right[1]


FIRST = ("first-loss", "bar")
EIGHT = ("first-loss", "bar", "train-digits", "eight")


@claim(LOOP, "bar-read", "80.4 %", FIRST)
def ten_means_read_four_of_five(run: Run) -> None:
    assert round(run["bar"], 4) == 0.804


@claim(LOOP, "test-once", "the bar there", ONCE, exercise=BATCHES)
def the_network_is_above_the_bar(run: Run) -> None:
    assert "from the means of all 3,000: 81.1%" in run.printed
    assert run["on_val"][-1] > 0.85
    with torch.no_grad():
        right = (run["network"](run["x_test"]).argmax(dim=1) == run["y_test"]).float().mean()
    assert float(right) > 0.85


@claim(LOOP, "eight-read", "the larger steps it is read as an 8", EIGHT, exercise=BATCHES)
def the_eight_is_read_at_last(run: Run) -> None:
    assert run["said"] == {0.1: 5, 0.3: 8}


@claim(
    LOOP,
    "bug-2-answer",
    "10 where 30 should be",
    BUGS,
)
def the_bugs_of_chapter_5_do_what_is_said(run: Run) -> None:
    printed = run.printed.splitlines()
    assert printed[:3] == ["weight: 1.0", "numbers: 10", "equal: False"]
    near, far = (float(line.split("=")[1]) for line in printed[3:])
    assert near == 3
    assert far > 1e9


# --- chapter 6 ----------------------------------------------------------------------------

PAPER = "06_paper"
LADDER = ("ladder-code", "ladder-run")
WRAPPER = ("first-run", "wrapper", "contenders")
SEARCH = (*WRAPPER, "tuning", "tuning-constant")
THREE = (*WRAPPER, "seeds")
RUN = "paper-experiment"


@claim(PAPER, "ladder-read", "the very first step of rung 3 is a giant, 1 in each", LADDER)
def rung_3_begins_with_a_giant_step(run: Run) -> None:
    first, second = run["walks"]["3 RMSProp, lr 0.1"][:2]
    assert [round(b - a, 3) for a, b in zip(first, second, strict=True)] == [1.0, -1.0]
    assert all(abs(place[1]) > 1e-3 for place in run["walks"]["3 RMSProp, lr 0.1"][:4])


@claim(PAPER, "first-run-read", "Equal seeds give equal lists", ("first-run",), exercise=RUN)
def equal_seeds_equal_lists(run: Run) -> None:
    lines = [line for line in run.printed.splitlines() if line.startswith("seed")]
    assert lines[0] == lines[1] != lines[2]


def late(run: Run, best: str, name: str) -> float:
    return run["late"](run[best][name][1])


@claim(PAPER, "outcome-answer", "AdaGrad is not to blame", SEARCH, exercise=RUN, fast=False)
def adagrad_is_last_with_the_decay(run: Run) -> None:
    others = [late(run, "with_decay", name) for name in ("SGD Nesterov", "Adam")]
    assert late(run, "with_decay", "AdaGrad") > max(others) + 0.03


@claim(PAPER, "outcome-answer", "it comes close to the others", SEARCH, exercise=RUN, fast=False)
def adagrad_keeps_up_without_it(run: Run) -> None:
    costs = [late(run, "constant", name) for name in ("SGD Nesterov", "AdaGrad", "Adam")]
    assert max(costs) - min(costs) < 0.03


@claim(PAPER, "compare-paper", "between 1 and 15 passes", SEARCH, exercise=RUN, fast=False)
def sgd_catches_up(run: Run) -> None:
    assert 0.7 < run["sgd"][0] < 3.1
    assert 1 <= run["level"] <= 15


@claim(
    PAPER,
    "compare-paper",
    "With α = 1 SGD begins lower and ends higher",
    SEARCH,
    exercise=RUN,
    fast=False,
)
def a_shorter_alpha_begins_lower(run: Run) -> None:
    short = run.call("cost_curve", "SGD Nesterov", 1, True)
    long = run.call("cost_curve", "SGD Nesterov", 3, True)
    assert short[0] < long[0] and run["late"](short) > run["late"](long)


@claim(PAPER, "tuning-text", "it stays the last of the three", SEARCH, exercise=RUN, fast=False)
def adagrad_stays_last_further_on(run: Run) -> None:
    further = run["late"](run.call("cost_curve", "AdaGrad", 3, True))
    assert further > max(late(run, "with_decay", name) for name in ("SGD Nesterov", "Adam"))


@claim(PAPER, "tuning-text", "hardly differ from 0.3 on", SEARCH, exercise=RUN, fast=False)
def adagrad_is_flat(run: Run) -> None:
    costs = [run["late"](run.call("cost_curve", "AdaGrad", alpha, True)) for alpha in (0.3, 1)]
    assert abs(costs[0] - costs[1]) < 0.05


@claim(PAPER, "tuning-constant", "The last five passes cost", SEARCH, exercise=RUN, fast=False)
def the_caption_has_the_run_s_own_numbers(run: Run) -> None:
    for best in ("with_decay", "constant"):
        for name, (_, curve) in run[best].items():
            assert f"{name} {run['late'](curve):.3f}" in run.captions


@claim(PAPER, "compare-paper", "AdaGrad is higher than both for every seed", THREE, exercise=RUN)
def adagrad_is_higher_for_every_seed(run: Run) -> None:
    assert min(run["gaps"]) > 0


@claim(PAPER, "compare-paper", "with few exceptions the gaps are larger", THREE, exercise=RUN)
def adagrad_s_distance_is_no_noise(run: Run) -> None:
    after = run["after"]
    spread = max(max(costs) - min(costs) for costs in after.values())
    assert min(run["gaps"]) > spread


@claim(PAPER, "compare-paper", "within a few hundredths of each other", THREE, exercise=RUN)
def sgd_and_adam_are_level(run: Run) -> None:
    pairs = zip(run["after"]["SGD Nesterov"], run["after"]["Adam"], strict=True)
    assert max(abs(sgd - adam) for sgd, adam in pairs) < 0.09


@claim(PAPER, "eight-read", "The linear layer takes it for a 5", ("first-run", "eight"))
def only_the_network_reads_the_eight(run: Run) -> None:
    assert run["said"] == {"one linear layer": 5, "784-100-10": 8}


@claim(PAPER, "eight-read", "as the mean images do", ("first-run", "eight"))
def ten_mean_images_take_it_for_a_5(run: Run) -> None:
    means = torch.stack([run["x"][run["y"] == k].mean(dim=0) for k in range(10)])
    assert int(torch.cdist(run["eight"], means).argmin()) == 5


@claim(
    PAPER,
    "bug-4-answer",
    "The slope 3 gives it away",
    BUGS,
)
def the_bugs_of_chapter_6_do_what_is_said(run: Run) -> None:
    printed = run.printed.splitlines()
    assert printed[:3] == ["w = 1.0", "weight: 0.9", "velocities: [10.9, 10.9]"]
    assert "slope for w: 3.0" in printed[4]


# --- chapter 7 ----------------------------------------------------------------------------

ENGINE = "07_engine"
LEARN = ("island", "learn-run")
PIXELS = ("reader", "see-gradient", "become-run", "attack-run", "last-run")
GRAPHS = ("diamond-naive", "paths-run", "watch-run")
DEEP = ("depth-run",)
CURVES = ("deep-run", "twice-run", "curvature-run", "limit-run", "cliff-run")
LAST_BUGS = tuple(f"bug-{number}-run" for number in (1, 2, 3, 4))


def number_after(words: str, run: Run) -> float:
    """The first number behind these words in what the run printed."""
    found = re.search(re.escape(words) + r"\s*([\d.e-]*\d)", run.printed)
    assert found is not None, words
    return float(found[1])


@claim(ENGINE, "diamond-answer", "The 2 was counted twice", GRAPHS)
def the_diamond_is_counted_wrongly_and_then_rightly(run: Run) -> None:
    assert "b gives 5 to a, which holds 7 now" in run.printed
    assert "the diamond: a.grad = 5.0" in run.printed
    assert "x.grad = 5000.0" in run.printed


@claim(ENGINE, "learn-answer", "no gradient differs by more than about", LEARN)
def two_engines_agree(run: Run) -> None:
    assert run["widest"] < 5e-15 and run["apart"] < 5e-14


@claim(ENGINE, "island-read", "39 or 40 of the 40 points were right", LEARN)
def the_island_is_found(run: Run) -> None:
    scores = run["score"](run["theirs"].detach(), *run["points"])
    assert int(((scores > 0) == (run["sides"] > 0)).sum()) >= 39


@claim(ENGINE, "become-read", "gave up this digit after 15 to 19 steps", PIXELS)
def the_three_becomes_an_eight(run: Run) -> None:
    assert 15 <= run["steps"] <= 19
    assert run["said"][-1] == 8 and float((run["now"] - run["three"]).abs().max()) < 0.2001


@claim(ENGINE, "attack-answer", "Between 32 and 41 % for networks", PIXELS)
def the_direction_hurts_and_the_noise_does_not(run: Run) -> None:
    before = run["share_right"](run["x_test"])
    along, noise = (
        run["share_right"]((run["x_test"] + 0.1 * run[name]).clamp(0, 1))
        for name in ("uphill", "random")
    )
    assert 0.915 < before < 0.945 and 0.315 < along < 0.415
    assert abs(noise - before) < 0.02


@claim(ENGINE, "last-answer", "with p between 0.4 and 0.9", PIXELS)
def the_eight_is_read_for_the_last_time(run: Run) -> None:
    assert int(run["p"].argmax()) == 8 and 0.4 < float(run["p"].max()) < 0.9
    assert float(run["q"][8]) > 0.9


@claim(ENGINE, "depth-answer", "between 3 and 7 · 10⁻¹³", DEEP)
def sigmoids_vanish_and_relus_do_not(run: Run) -> None:
    assert 3e-13 < number_after("sigmoid, gain 1:", run) < 7e-13
    assert 0.2 < number_after("ReLU, gain √2:", run) < 1


@claim(ENGINE, "limit-answer", "it swings, and it shrinks", CURVES)
def slopes_limits_and_the_cliff_are_as_said(run: Run) -> None:
    assert "RecursionError" in run.printed and "no error: (tensor(18.),)" in run.printed
    assert number_after("turn 6: λ =", run) == pytest.approx(8.405125)
    assert number_after("lr = 0.95 · 2/λ: loss", run) < 0.03
    assert number_after("lr = 1.05 · 2/λ: loss", run) > 1e6
    walks = run["walks"]
    assert walks["not clipped"][-1] < -5 and abs(walks["clipped to 1"][-1]) < 0.01


@claim(ENGINE, "bug-4-answer", "e/(e + 9) = 0.232", LAST_BUGS)
def the_bugs_of_chapter_7_do_what_is_said(run: Run) -> None:
    printed = run.printed.splitlines()
    assert printed[0] == "w = 1.0" and "1.33333" in printed[1]
    assert printed[2] == "different answers: [0.0, 2.0, 4.0, 6.0, 8.0]"
    assert printed[3] == "cross_entropy: 1.461"


# --- all of them --------------------------------------------------------------------------


def cases() -> list[object]:
    """Every claim by ten seeds, and by a few for each other right answer."""
    found = []
    for one in CLAIMS:
        styles = STYLES[one.exercise]
        for number, style in enumerate(styles):
            for seed in range(SEEDS if number == 0 else OTHER_SEEDS):
                slow = not one.fast or number > 0 or seed >= FAST_SEEDS
                marks = [pytest.mark.slow] if slow else []
                name = f"{one.chapter[:2]}-{one.holds.__name__}-{style}-{seed}"
                found.append(pytest.param(one, style, seed, id=name, marks=marks))
    return found


@pytest.mark.parametrize(("one", "style", "seed"), cases())
def test_a_claim_holds(one: Claim, style: str, seed: int) -> None:
    one.holds(run_of(one.chapter, one.runs, seed, one.exercise, style))


@pytest.mark.parametrize("one", CLAIMS, ids=lambda one: f"{one.chapter[:2]}-{one.holds.__name__}")
def test_the_words_still_stand_in_the_cell(one: Claim) -> None:
    assert one.phrase in cells_of(one.chapter)[one.cell].source


def some(
    chapter: str, cells: tuple[str, ...], exercise: str, wanted: Callable[[Run], bool]
) -> bool:
    first = next(iter(STYLES[exercise]))
    return any(wanted(run_of(chapter, cells, seed, exercise, first)) for seed in range(SEEDS))


@pytest.mark.slow
def test_in_some_orders_a_faulty_loop_is_ahead_at_first() -> None:
    assert "in some orders it is *ahead*" in cells_of(LOOP)["zero-grad-answer"].source

    def ahead(run: Run) -> bool:
        return run["mean"]["never"][0] > run["mean"]["every step"][0]

    assert some(LOOP, ZEROING, BATCHES, ahead)


def test_an_untrained_network_says_another_digit_for_another_seed() -> None:
    assert "Another seed, another digit" in cells_of("03_modules")["eight-read"].source
    cells = ("predict-digits", "eight")
    runs = [run_of("03_modules", cells, seed, "", OURS) for seed in range(FAST_SEEDS + 2)]
    assert len({int(run["logits"].argmax()) for run in runs}) > 2


@pytest.mark.slow
def test_in_some_draws_randn_costs_more_than_rand() -> None:
    words = cells_of("03_modules")["init-answer"].source
    assert "Which of the two is larger depends on the seed" in words
    assert some("03_modules", STARTS, "", lambda r: first_loss(r, "randn") > first_loss(r, "rand"))
    assert some("03_modules", STARTS, "", lambda r: first_loss(r, "randn") < first_loss(r, "rand"))


@pytest.mark.slow
def test_in_most_runs_too_large_a_rate_ends_near_log_10() -> None:
    assert (
        "In most runs the loss at lr = 10 ends near ln 10" in cells_of(LOOP)["sweep-answer"].source
    )
    runs = [run_of(LOOP, SWEEP, seed, BATCHES, "randperm") for seed in range(SEEDS)]
    assert sum(abs(run["losses"][-1] - 2.303) < 0.3 for run in runs) > SEEDS / 2


@pytest.mark.slow
def test_in_most_runs_the_learned_pair_lies_near_the_slice_s_lowest_place() -> None:
    words = cells_of(LOOP)["slice-text"].source
    assert "usually lies near its lowest point" in words
    assert "two numbers alone decide almost nothing" in words
    near = 0
    for seed in range(SEEDS):
        captions = run_of(LOOP, SLICE, seed, BATCHES, "randperm").captions
        numbers = re.search(r"would be (.+), it is (.+), and .+ has (.+)\.", captions)
        assert numbers is not None
        before, after, lowest = map(float, numbers.groups())
        assert before - lowest < 0.05
        near += after - lowest <= 0.3 * (before - lowest)
    assert near > SEEDS / 2
