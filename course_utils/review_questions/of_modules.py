"""Chapter 3: parameters, buffers, counting them, train and eval."""

from __future__ import annotations

from random import Random

from course_utils.review_questions.recipe import Drawn, Recipe, Slip, several, sized, written

_COUNT = "sum(p.numel() for p in {}.parameters())"


def _numbers_of_linear(chance: Random) -> Drawn:
    inputs, outputs = several(chance, 2, range(3, 40))
    return Drawn(
        f"layer = nn.Linear({inputs}, {outputs})\n{_COUNT.format('layer')}",
        written(inputs * outputs + outputs),
        f"{inputs} · {outputs} weights, and one bias for each of the {outputs} outputs.",
        (
            Slip(
                written(inputs * outputs),
                "Those are the weights. `nn.Linear` has a bias unless you switch it off.",
                (f"{outputs})", f"{outputs}, bias=False)"),
            ),
            Slip(
                written(inputs * outputs + inputs),
                "There is one bias for each output, not for each input.",
            ),
            Slip(
                written(inputs + outputs),
                "Every input is connected to every output: the number of weights is a product.",
            ),
        ),
    )


def _stored_shape(chance: Random) -> Drawn:
    inputs, outputs = several(chance, 2, range(3, 60))
    return Drawn(
        f"nn.Linear({inputs}, {outputs}).weight.shape",
        sized(outputs, inputs),
        "`nn.Linear` stores (outputs, inputs), and computes x @ weight.T + bias.",
        (
            Slip(
                sized(inputs, outputs),
                "That is the order of the arguments, and of your MyLinear. nn.Linear stores the "
                "transpose.",
                ("weight.shape", "weight.T.shape"),
            ),
            Slip(sized(outputs), "That is the bias.", ("weight.shape", "bias.shape")),
            Slip(
                sized(outputs, inputs + 1),
                "The bias is a separate tensor, not a column of the weights.",
            ),
        ),
    )


def _numbers_of_net(chance: Random) -> Drawn:
    inputs, hidden, classes = several(chance, 3, range(3, 20))
    bare = inputs * hidden + hidden * classes
    return Drawn(
        f"net = nn.Sequential(nn.Linear({inputs}, {hidden}), nn.ReLU(), "
        f"nn.Linear({hidden}, {classes}))\n{_COUNT.format('net')}",
        written(bare + hidden + classes),
        f"{inputs} · {hidden} + {hidden} for the first layer, {hidden} · {classes} + {classes} "
        "for the second, and nothing for the ReLU.",
        (
            Slip(written(bare), "The biases of both layers are missing."),
            Slip(
                written(bare + hidden),
                "The first bias is counted, the second is missing.",
                (f", {classes})", f", {classes}, bias=False)"),
            ),
            Slip(
                written(bare + hidden + classes + hidden),
                "A ReLU has nothing to learn: it adds no numbers.",
                ("nn.ReLU()", f"nn.PReLU({hidden})"),
                tells=False,
            ),
        ),
    )


def _hidden_in_a_list(chance: Random) -> Drawn:
    blocks = chance.randrange(2, 7)
    code = (
        "class Tower(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.first = nn.Linear(4, 4)\n"
        f"        self.rest = [nn.Linear(4, 4) for _ in range({blocks})]\n\n"
        "len(list(Tower().parameters()))"
    )
    return Drawn(
        code,
        "2",
        "A Module finds its parts among its attributes. It does not look inside a plain list, so "
        "only the weight and the bias of `first` are there.",
        (
            Slip(
                written(2 + 2 * blocks),
                "That would be right with `nn.ModuleList`. A plain list hides its blocks.",
                (
                    f"[nn.Linear(4, 4) for _ in range({blocks})]",
                    f"nn.ModuleList(nn.Linear(4, 4) for _ in range({blocks}))",
                ),
            ),
            Slip(
                written(1 + blocks),
                "That counts blocks. A block has two parameters, and those in the list are not "
                "found.",
            ),
            Slip("0", "`first` is itself an attribute, so it is found."),
        ),
    )


def _one_block_again(chance: Random) -> Drawn:
    width, depth = chance.randrange(3, 9), chance.randrange(2, 6)
    once = width * width + width
    return Drawn(
        f"block = nn.Linear({width}, {width})\nnet = nn.Sequential(*[block] * {depth})\n"
        f"{_COUNT.format('net')}",
        written(once),
        f"The list holds one object {depth} times. Its {once} numbers are shared and counted once.",
        (
            Slip(
                written(once * depth),
                f"That would be right with {depth} blocks. `[block] * {depth}` repeats one.",
                (
                    f"[block] * {depth}",
                    f"[nn.Linear({width}, {width}) for _ in range({depth})]",
                ),
            ),
            Slip(
                written(width * width),
                "The block does count only once, but it also has a bias.",
                (f", {width})", f", {width}, bias=False)"),
            ),
            Slip(
                written(width * width * depth),
                "It is one block, and it has a bias.",
            ),
        ),
    )


def _scaled_by_dropout(chance: Random) -> Drawn:
    p, value = chance.choice((0.2, 0.5, 0.6, 0.75, 0.8)), chance.randrange(2, 10)
    return Drawn(
        f"drop = nn.Dropout({p})\nx = torch.full((1000,), {value}.0)\n"
        "round(drop(x).max().item(), 4)",
        written(value / (1 - p)),
        "In train mode the elements that are kept are divided by 1 − p, which keeps the mean: "
        f"{value} / {written(1 - p)}.",
        (
            Slip(
                written(value),
                "That would be right in eval mode. A new module is in train mode.",
                (f"Dropout({p})", f"Dropout({p}).eval()"),
            ),
            Slip(
                written(value * (1 - p)),
                "They become larger, not smaller: they have to make up for what is dropped.",
                ("drop(x).max()", f"({1 - p} * x).max()"),
                tells=False,
            ),
            Slip(
                written(value / p),
                "That treats p as the share that is kept. p is the share that is dropped.",
                (f"Dropout({p})", f"Dropout(1 - {p})"),
            ),
        ),
    )


def _dropout_at_rest(chance: Random) -> Drawn:
    p, value = chance.choice((0.2, 0.5, 0.6, 0.75, 0.8)), chance.randrange(2, 10)
    return Drawn(
        f"drop = nn.Dropout({p}).eval()\nx = torch.full((1000,), {value}.0)\n"
        "with torch.no_grad():\n    y = drop(x)\nround(y.max().item(), 4)",
        written(value),
        "In eval mode dropout passes its input on unchanged. `no_grad` has nothing to do with "
        "that.",
        (
            Slip(
                written(value / (1 - p)),
                "That would be right in train mode, with or without `no_grad`.",
                (".eval()", ""),
            ),
            Slip(
                written(value * (1 - p)),
                "Nothing is scaled in eval mode: the scaling happens in train mode.",
                ("drop(x)", f"{1 - p} * x"),
                tells=False,
            ),
            Slip("0", "That would be right if everything were dropped. In eval mode nothing is."),
        ),
    )


def _kept_entries(chance: Random) -> Drawn:
    layers = chance.randrange(2, 10)
    return Drawn(
        f"net = nn.Sequential(*[nn.Linear(3, 3) for _ in range({layers})])\n"
        "net.register_buffer('mean', torch.zeros(3))\nlen(net.state_dict())",
        written(2 * layers + 1),
        f"A weight and a bias for each of the {layers} layers, and the buffer: it is saved, though "
        "not trained.",
        (
            Slip(
                written(2 * layers),
                "Those are the parameters. A buffer is in the state_dict too.",
                ("net.state_dict()", "list(net.parameters())"),
            ),
            Slip(written(layers), "Each Linear has two tensors: weight and bias."),
            Slip(
                written(layers + 1),
                "The buffer is counted, but each Linear has two tensors: weight and bias.",
            ),
        ),
    )


MODULES = (
    Recipe("r-numbers-of-linear", 3, ("m-count", "m-zoo", "my-linear"), _numbers_of_linear),
    Recipe("r-stored-shape", 3, ("m-linear-shape", "my-linear"), _stored_shape),
    Recipe("r-numbers-of-net", 3, ("m-count", "net"), _numbers_of_net),
    Recipe("r-hidden-in-a-list", 3, ("m-registered", "tower"), _hidden_in_a_list),
    Recipe("r-one-block-again", 3, ("m-same-block", "tower"), _one_block_again),
    Recipe("r-scaled-by-dropout", 3, ("m-modes", "drop-net"), _scaled_by_dropout),
    Recipe("r-dropout-at-rest", 3, ("m-modes", "drop-net", "predict"), _dropout_at_rest),
    Recipe("r-kept-entries", 3, ("m-registered", "scaler"), _kept_entries),
)
