"""predict: eval mode, no graph, and everything as it was afterwards."""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model as chapter
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

predict = Entry(
    Exercise(
        id="predict",
        title="Ask a model, and leave no trace",
        chapter=chapter.CHAPTER,
        symbol="predict",
        contract="`predict(model, x)` returns the model's logits for x, computed in eval mode and "
        "without a graph. Afterwards the model is in its previous mode, and the global grad mode "
        "is as before.",
        parts=(
            Part("logits", 1, ("logits", "inputs", "eval: logits", "no_grad: logits", "graph",
                               "eval: graph")),
            Part(
                "no trace",
                1,
                ("logits", "model afterwards", "grad mode", "parameters", "eval: model afterwards",
                 "eval: grad mode", "eval: parameters", "no_grad: grad mode"),
            ),
        ),
        minutes=10,
        difficulty=2,
        importance=5,
        hints=(
            "Print model.training before and after your call, once for a model in train mode, "
            "once for one in eval mode.",
            "Two switches, which know nothing of each other: eval() for the mode, no_grad for the "
            "graph. Remember the mode before you change it; a with block remembers for you.",
            "`was = model.training`, then `model.eval()`, then the call under "
            "`torch.no_grad()`, then `model.train(was)`.",
        ),
        kinds={"model afterwards": "after", "eval: model afterwards": "after"},
        labels={
            "logits": "the logits of a model in train mode",
            "graph": "a graph on the logits",
            "inputs": "x after the call",
            "model afterwards": "model(x) after the call; the model was in train mode before it",
            "grad mode": "torch.is_grad_enabled() afterwards",
            "parameters": "the model's parameters afterwards",
            "eval: logits": "the logits of a model in eval mode",
            "eval: graph": "a graph on the logits of a model in eval mode",
            "eval: model afterwards": "model(x) after the call; the model was in eval mode before it",
            "eval: grad mode": "torch.is_grad_enabled() after the second call",
            "eval: parameters": "the model's parameters after the second call",
            "no_grad: logits": "the logits, called under no_grad",
            "no_grad: grad mode": "torch.is_grad_enabled() afterwards, called under no_grad",
        },
    )
)  # fmt: skip


@predict.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, alone in (("a batch", False), ("one sample", True)):
        n, d, c, second = draw.distinct(4, 2, 6)
        n = 1 if alone else n
        found.append(
            Case(
                name,
                {
                    "weights": draw.real(d, c),
                    "bias": draw.real(c),
                    "child shift": draw.number(3.0, 5.0),
                    "own shift": draw.number(7.0, 9.0),
                    "x": draw.real(n, d),
                    "second x": draw.real(second, d),
                },
            )
        )
    return found


@predict.reference
def reference(model, x):
    was = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
    model.train(was)
    return logits


@predict.variant("a decorator, and try … finally")
@torch.no_grad()
def decorated(model, x):
    training = model.training
    try:
        return model.eval()(x)
    finally:
        model.train(mode=training)


@predict.variant("inference mode")
def inference(model, x):
    was = model.training
    with torch.inference_mode():
        model.eval()
        out = model(x)
    if was:
        model.train()
    return out


@predict.variant("a deep copy that is thrown away")
def copied(model, x):
    other = copy.deepcopy(model)
    other.train(False)
    return other(x).detach()


@predict.variant("every module's own mode")
def each_module(model, x):
    modes = {module: module.training for module in model.modules()}
    for module in modes:
        module.training = False
    with torch.set_grad_enabled(False):
        logits = model.forward(x)
    for module, mode in modes.items():
        module.training = mode
    return logits


@predict.variant("the grad mode set back by hand")
def by_hand(model, x):
    grad, mode = torch.is_grad_enabled(), model.training
    torch.set_grad_enabled(False)
    model.eval()
    logits = torch.cat([model(row.unsqueeze(0)) for row in x])
    model.train() if mode else model.eval()
    torch.set_grad_enabled(grad)
    return logits


@predict.variant(".data")
def through_data(model, x):
    was = model.training
    logits = model.eval()(x).data
    model.train(was)
    return logits


@predict.mistake(
    "eval-missing",
    "the model stays in train mode while it predicts",
    "Dropout and batch norm behave differently in train mode: call model.eval() first. no_grad "
    "does not do it.",
)
def no_eval(model, x):
    with torch.no_grad():
        return model(x)


@predict.also("eval-missing")
def train_called(model, x):
    was = model.training
    model.train()
    with torch.no_grad():
        logits = model(x)
    model.train(was)
    return logits


@predict.also("eval-missing")
def eval_named(model, x):
    was = model.training
    model.eval
    with torch.no_grad():
        logits = model(x)
    model.train(was)
    return logits


@predict.also("eval-missing")
def eval_too_late(model, x):
    with torch.no_grad():
        logits = model(x)
    model.eval()
    return logits


@predict.mistake(
    "mode-left-on-eval",
    "the model is left in eval mode",
    "Keep model.training before you switch, and give it back: training goes on after a test.",
)
def left_on_eval(model, x):
    model.eval()
    with torch.no_grad():
        return model(x)


@predict.also("mode-left-on-eval")
def asked_too_late(model, x):
    model.eval()
    was = model.training
    with torch.no_grad():
        logits = model(x)
    model.train(was)
    return logits


@predict.also("mode-left-on-eval")
def train_after_return(model, x):
    model.eval()
    with torch.no_grad():
        return model(x)
    model.train()


@predict.also("mode-left-on-eval")
def train_not_called(model, x):
    model.eval()
    with torch.no_grad():
        logits = model(x)
    model.train
    return logits


@predict.mistake(
    "always-train",
    "the model is always put into train mode afterwards, even if it was in eval mode before",
    "The previous mode is model.training, before the switch; model.train(was) gives it back.",
)
def always_train(model, x):
    model.eval()
    with torch.no_grad():
        logits = model(x)
    model.train()
    return logits


@predict.also("always-train")
def truthy(model, x):
    was = model.train
    model.eval()
    with torch.no_grad():
        logits = model(x)
    if was:
        model.train()
    return logits


@predict.mistake(
    "mode-reversed",
    "the model is given the opposite of its previous mode",
    "model.train(was): True is train mode.",
)
def reversed_mode(model, x):
    was = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
    model.train(not was)
    return logits


@predict.mistake(
    "graph-kept",
    "the logits carry a graph, though the model is in eval mode",
    "eval() changes what layers compute; it does not stop recording. `with torch.no_grad():` does; "
    "torch.no_grad() or logits.detach() alone on a line does nothing.",
)
def graph_kept(model, x):
    was = model.training
    model.eval()
    logits = model(x)
    model.train(was)
    return logits


@predict.also("graph-kept")
def no_grad_not_entered(model, x):
    was = model.training
    model.eval()
    torch.no_grad()
    logits = model(x)
    model.train(was)
    return logits


@predict.also("graph-kept")
def detach_lost(model, x):
    was = model.training
    model.eval()
    logits = model(x)
    logits.detach()
    model.train(was)
    return logits


@predict.mistake(
    "graph-kept-and-eval",
    "the logits carry a graph, and the model is left in eval mode",
    "Two switches: torch.no_grad() for the graph, eval() for the mode, and the latter has to be "
    "given back.",
)
def eval_only(model, x):
    model.eval()
    return model(x)


@predict.mistake(
    "graph-kept-always-train",
    "the logits carry a graph, and the model is always put into train mode afterwards",
    "eval() changes what layers compute; it does not stop recording. torch.no_grad() does.",
)
def eval_then_train(model, x):
    model.eval()
    logits = model(x)
    model.train()
    return logits


@predict.mistake(
    "neither",
    "the model is just called: in its present mode, with a graph",
    "A prediction wants eval mode and no graph.",
)
def just_called(model, x):
    return model(x)


@predict.mistake(
    "grad-mode-left-off",
    "gradients are switched off for the whole program and never switched on again",
    "torch.set_grad_enabled(False) as a plain call lasts; `with torch.no_grad():` ends with its "
    "block.",
)
def left_off(model, x):
    was = model.training
    model.eval()
    torch.set_grad_enabled(False)
    logits = model(x)
    model.train(was)
    return logits


@predict.mistake(
    "grad-mode-left-off-and-eval",
    "gradients are switched off and never on again, and the model is left in eval mode",
    "Both switches have to be given back; `with torch.no_grad():` does it for one of them.",
)
def left_off_and_eval(model, x):
    model.eval()
    torch.set_grad_enabled(False)
    return model(x)


@predict.mistake(
    "grad-mode-forced-on",
    "gradients are switched on afterwards, even if they were off before",
    "Give back what was there: torch.is_grad_enabled(), asked before, or a with block.",
)
def forced_on(model, x):
    was = model.training
    model.eval()
    torch.set_grad_enabled(False)
    logits = model(x)
    torch.set_grad_enabled(True)
    model.train(was)
    return logits


@predict.mistake(
    "frozen",
    "the parameters are frozen with requires_grad_(False) and stay so",
    "That is a property of each parameter, and it lasts: training could not go on.",
)
def frozen(model, x):
    was = model.training
    model.eval()
    model.requires_grad_(False)
    logits = model(x)
    model.train(was)
    return logits


@predict.also("frozen")
def frozen_by_loop(model, x):
    was = model.training
    model.eval()
    for p in model.parameters():
        p.requires_grad = False
    with torch.no_grad():
        logits = model(x)
    model.train(was)
    return logits


@predict.mistake(
    "argmax",
    "class numbers are returned",
    "The contract asks for the logits, (N, C); who wants classes takes argmax of them.",
)
def argmax(model, x):
    return reference(model, x).argmax(dim=1)


@predict.also("argmax")
def argmax_column(model, x):
    return reference(model, x).argmax(dim=1, keepdim=True)


@predict.also("argmax")
def argmax_all(model, x):
    return reference(model, x).argmax()


@predict.also("argmax")
def argmax_columns(model, x):
    return reference(model, x).argmax(dim=0)


@predict.mistake(
    "maximum", "the largest logit of each sample is returned", "The contract asks for all logits."
)
def maximum(model, x):
    return reference(model, x).max(dim=1).values


@predict.mistake(
    "softmax",
    "a softmax is applied: these are probabilities",
    "The contract asks for the logits, as the model gives them.",
)
def softmax(model, x):
    return F.softmax(reference(model, x), dim=1)


@predict.also("softmax")
def softmax_columns(model, x):
    return reference(model, x).softmax(dim=0)


@predict.also("softmax")
def log_softmax(model, x):
    return F.log_softmax(reference(model, x), dim=1)


@predict.also("softmax")
def sigmoid(model, x):
    return torch.sigmoid(reference(model, x))


@predict.mistake(
    "top-only",
    "only the model's own flag `training` is set: the layers inside stay in train mode",
    "model.eval() walks through all modules below; an assignment to model.training does not.",
)
def top_only(model, x):
    was = model.training
    model.training = False
    with torch.no_grad():
        logits = model(x)
    model.training = was
    return logits


@predict.mistake(
    "children-only",
    "only the layers inside are set to eval mode, not the model itself",
    "model.eval() sets the model and all modules below.",
)
def children_only(model, x):
    was = model.training
    for child in model.children():
        child.eval()
    with torch.no_grad():
        logits = model(x)
    model.train(was)
    return logits


@predict.mistake(
    "restored-top-only",
    "afterwards only the model's own flag is set back: the layers inside stay in eval mode",
    "model.train(was) walks through all modules below; `model.training = was` does not.",
)
def restored_top_only(model, x):
    was = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
    model.training = was
    return logits


@predict.mistake(
    "children-left-on-eval",
    "the layers inside are left in eval mode, and the model itself never was in it",
    "model.eval() sets the model and all modules below; model.train(was) sets them back.",
)
def children_left(model, x):
    for child in model.children():
        child.eval()
    with torch.no_grad():
        return model(x)


@predict.mistake("no-return", "predict has no return", "A function without `return` gives None.")
def no_return(model, x):
    reference(model, x)


@predict.mistake(
    "python-list",
    "what is returned is no tensor: a list, a number, an array or a pair",
    "The contract asks for a tensor (N, C).",
)
def as_list(model, x):
    return reference(model, x).tolist()


@predict.also("python-list")
def as_array(model, x):
    return reference(model, x).numpy()


@predict.also("python-list")
def as_pair(model, x):
    logits = reference(model, x)
    return logits, logits.argmax(1)


@predict.mistake(
    "squeezed",
    "axes of length 1 are squeezed out",
    "A batch of one sample is still a batch: (1, C).",
)
def squeezed(model, x):
    return reference(model, x).squeeze()


@predict.also("squeezed")
def first_only(model, x):
    logits = reference(model, x)
    return logits[0] if len(x) == 1 else logits


@predict.mistake(
    "first-sample",
    "only the first sample's logits are returned",
    "One row of logits for every row of x.",
)
def first_sample(model, x):
    return reference(model, x)[0]


@predict.mistake(
    "mean",
    "the logits are averaged or summed over the batch",
    "One row of logits for every row of x.",
)
def averaged(model, x):
    return reference(model, x).mean(dim=0)


@predict.also("mean")
def summed(model, x):
    return reference(model, x).sum(dim=0)


@predict.mistake(
    "item",
    "a result with a graph, or with many elements, refuses what is asked of it: `.item()`, "
    "`.numpy()`, or `requires_grad = False`",
    "The contract asks for a tensor, and torch.no_grad() keeps the graph away.",
    about=("raised",),
)
def item(model, x):
    return reference(model, x).item()


@predict.mistake(
    "model-for-x",
    "the model or x is used as something it is not: x is called, or the model is asked for predict",
    "The model is called with x: model(x).",
    about=("raised",),
)
def model_predict(model, x):
    return model.predict(x)


@predict.also("model-for-x")
def exchanged(model, x):
    return x(model)


@predict.also("item")
def numpy_of_a_graph(model, x):
    model.eval()
    return model(x).numpy()


@predict.also("item")
def leaf_claimed(model, x):
    model.eval()
    logits = model(x)
    logits.requires_grad = False
    return logits


@predict.mistake(
    "trains",
    "the model's parameters are changed",
    "A prediction reads the model; it does not change it.",
)
def trains(model, x):
    logits = reference(model, x)
    with torch.no_grad():
        for p in model.parameters():
            p -= 0.1 * torch.ones_like(p)
    return logits


@predict.mistake("x-changed", "x is changed in place", "The caller still needs x.")
def x_changed(model, x):
    logits = reference(model, x)
    x -= x.mean()
    return logits


@predict.also("eval-missing")
def exchanged_modes(model, x):
    model.train()
    with torch.no_grad():
        logits = model(x)
    model.eval()
    return logits


@predict.also("graph-kept")
def grad_enabled(model, x):
    was = model.training
    model.eval()
    with torch.enable_grad():
        logits = model(x)
    model.train(was)
    return logits


@predict.also("python-list")
def values_and_indices(model, x):
    return reference(model, x).max(dim=1)


@predict.mistake(
    "no-context-manager",
    "an object is used as what it is not: behind `with` stands torch.no_grad without its brackets, "
    "or model.eval()",
    "It is `with torch.no_grad():`, brackets and colon; eval() is a line of its own.",
    hint=3,
    about=("raised",),
)
def no_brackets(model, x):
    model.eval()
    with torch.no_grad:
        return model(x)


@predict.also("no-context-manager")
def with_eval(model, x):
    with model.eval(), torch.no_grad():
        return model(x)


@predict.mistake(
    "mode-no-bool",
    "train() gets something else than True or False",
    "`model.training` is what to keep, and what model.train(…) takes.",
    hint=3,
    about=("raised",),
)
def mode_as_text(model, x):
    was = "train" if model.training else "eval"
    model.eval()
    with torch.no_grad():
        logits = model(x)
    model.train(was)
    return logits


@predict.mistake(
    "not-the-batch",
    "the model gets x with an axis too many or too few, such as one row at a time",
    "A batch keeps its first axis, even with one sample: the model takes x as it comes.",
    about=("raised",),
)
def row_by_row(model, x):
    was = model.training
    model.eval()
    with torch.no_grad():
        logits = torch.stack([model(row) for row in x])
    model.train(was)
    return logits
