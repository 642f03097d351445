"""copy-weights: the values of one model, in another one's own memory."""

from __future__ import annotations

import copy

import torch
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_NAMES = (
    "gain", "first.weight", "first.bias", "block.0.weight", "block.0.bias", "block.2.weight",
    "block.2.bias",
)  # fmt: skip
_COPY = tuple(f"copy: {name}" for name in _NAMES)
_SOURCE = tuple(f"source: {name}" for name in _NAMES)

copy_weights = Entry(
    Exercise(
        id="copy-weights",
        title="The same weights, twice",
        chapter=model.CHAPTER,
        symbol="copy_weights",
        contract="`copy_weights(src, dst) -> None`: src and dst are modules of the same "
        "architecture. dst's parameters get the values of src's; the two share no memory "
        "afterwards, and src is unchanged.",
        parts=(
            Part("values", 1, (*_COPY, "output of the copy", "second copy: weight",
                               "second copy: bias", *_SOURCE)),
            Part(
                "no shared memory",
                1,
                (*_COPY, "output of the copy after the source was changed",
                 "change of the source after the copy was changed"),
            ),
        ),
        minutes=10,
        difficulty=2,
        importance=3,
        hints=(
            "Copy, then change a weight of src by hand. Does dst follow?",
            "An assignment gives a second name to one tensor. To get its values, write them into "
            "the tensor that is already there, in place and without a graph.",
            "Under `torch.no_grad()`, walk both `parameters()` together with zip and call "
            "`copy_`; or use what state_dict and load_state_dict do.",
        ),
        labels={
            **{f"copy: {name}": f"dst's {name}" for name in _NAMES},
            **{f"source: {name}": f"src's {name} after the call" for name in _NAMES},
            "output of the copy": "dst(x)",
            "output of the copy after the source was changed": "dst(x), after src was changed",
            "change of the source after the copy was changed":
                "how much src(x) moves when dst is changed",
            "second copy: weight": "dst's weight, when the models are single layers",
            "second copy: bias": "dst's bias, when the models are single layers",
        },
    )
)  # fmt: skip


@copy_weights.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, double in (("a nested model", False), ("a nested model in float64", True)):
        n, width, middle = draw.distinct(3, 3, 6)
        shapes = {
            "first.weight": (middle, width),
            "first.bias": (middle,),
            "block.0.weight": (middle,),
            "block.0.bias": (middle,),
            "block.2.weight": (2, middle),
            "block.2.bias": (2,),
            "gain": (1,),
        }
        inputs: dict = {"x": draw.real(n, width)}
        for which in ("src", "dst"):
            for key, shape in shapes.items():
                inputs[f"{which}'s {key}"] = draw.real(*shape)
        if double:
            inputs = {key: value.double() for key, value in inputs.items()}
        found.append(Case(name, inputs))
    return found


@copy_weights.reference
def reference(src, dst):
    with torch.no_grad():
        for s, d in zip(src.parameters(), dst.parameters()):
            d.copy_(s)


@copy_weights.variant("load_state_dict")
def by_state(src, dst):
    dst.load_state_dict(src.state_dict())


@copy_weights.variant("through .data, cloned")
def through_data(src, dst):
    for s, d in zip(src.parameters(), dst.parameters()):
        d.data = s.data.clone()


@copy_weights.variant("by name")
def by_name(src, dst):
    values = dict(src.named_parameters())
    for name, p in dst.named_parameters():
        p.data.copy_(values[name].data)


@copy_weights.variant("as one vector")
def as_vector(src, dst):
    vector = nn.utils.parameters_to_vector(src.parameters()).detach().clone()
    nn.utils.vector_to_parameters(vector, dst.parameters())


@copy_weights.variant("a deep copy of the state, assigned")
def deep_assigned(src, dst):
    dst.load_state_dict(copy.deepcopy(src.state_dict()), assign=True)
    return dst


@copy_weights.variant("recursion over the children")
def recursion(src, dst):
    with torch.no_grad():
        for name, p in src.named_parameters(recurse=False):
            getattr(dst, name)[...] = p
        for (_, a), (_, b) in zip(src.named_children(), dst.named_children()):
            recursion(a, b)


@copy_weights.variant("zero, then add")
@torch.no_grad()
def zero_and_add(src, dst):
    for s, d in zip(list(src.parameters()), list(dst.parameters())):
        d.zero_()
        d += s


@copy_weights.mistake(
    "rebound-name",
    "dst's parameters are as they were: the values go to a local name, to a copy, to buffers, or "
    "nowhere",
    "`p = q` gives another object to the name p; the module never hears of it. p.copy_(q) writes "
    "into the tensor.",
)
def rebound(src, dst):
    for s, d in zip(src.parameters(), dst.parameters()):
        d = s


@copy_weights.also("rebound-name")
def rebound_model(src, dst):
    dst = copy.deepcopy(src)


@copy_weights.also("rebound-name")
def rebound_data(src, dst):
    for s, d in zip(src.parameters(), dst.parameters()):
        d = s.data.clone()


@copy_weights.also("rebound-name")
def state_edited(src, dst):
    state = dst.state_dict()
    for name, value in src.state_dict().items():
        state[name] = value


@copy_weights.also("rebound-name")
def nothing(src, dst):
    pass


@copy_weights.mistake(
    "wrong-direction",
    "the copy runs in the wrong direction: dst keeps its values and src gets them",
    "copy_weights(src, dst): from the source to the destination. `a.copy_(b)` writes b into a.",
)
def wrong_direction(src, dst):
    with torch.no_grad():
        for s, d in zip(src.parameters(), dst.parameters()):
            s.copy_(d)


@copy_weights.also("wrong-direction")
def wrong_direction_state(src, dst):
    src.load_state_dict(dst.state_dict())


@copy_weights.mistake(
    "shared-memory",
    "the two models share memory: who changes one changes the other",
    "`d.data = s.data`, `assign=True` and the assignment of a Parameter or a module give dst "
    "the same tensor, not its values.",
)
def shared_data(src, dst):
    for s, d in zip(src.parameters(), dst.parameters()):
        d.data = s.data


@copy_weights.also("shared-memory")
def assign(src, dst):
    dst.load_state_dict(src.state_dict(), assign=True)


@copy_weights.also("shared-memory")
def same_dict(src, dst):
    dst.__dict__.update(src.__dict__)


@copy_weights.also("shared-memory")
def same_modules(src, dst):
    dst._modules, dst._parameters = src._modules, src._parameters


@copy_weights.also("shared-memory")
def detached_view(src, dst):
    for s, d in zip(src.parameters(), dst.parameters()):
        d.data = s.detach()


@copy_weights.mistake(
    "exchanged",
    "the two models exchange their values",
    "src has to stay as it is.",
)
def exchanged(src, dst):
    with torch.no_grad():
        for s, d in zip(src.parameters(), dst.parameters()):
            kept = s.clone()
            s.copy_(d)
            d.copy_(kept)


@copy_weights.mistake(
    "source-zeroed", "after the copy, src is set to zero", "A copy leaves its source alone."
)
def moved(src, dst):
    reference(src, dst)
    with torch.no_grad():
        for p in src.parameters():
            p.zero_()


@copy_weights.mistake(
    "added", "src's values are added to dst's own", "The old values of dst have to go."
)
def added(src, dst):
    with torch.no_grad():
        for s, d in zip(src.parameters(), dst.parameters()):
            d += s


@copy_weights.mistake(
    "averaged", "dst gets the mean of both models", "dst gets the values of src, nothing else."
)
def averaged(src, dst):
    with torch.no_grad():
        for s, d in zip(src.parameters(), dst.parameters()):
            d.copy_((s + d) / 2)


@copy_weights.mistake(
    "matrices-only",
    "only the weight matrices are copied: biases, gains and the like are left out",
    "parameters() lists them all.",
)
def matrices_only(src, dst):
    with torch.no_grad():
        for s, d in zip(src.parameters(), dst.parameters()):
            if s.ndim > 1:
                d.copy_(s)


@copy_weights.mistake(
    "weights-only",
    "only the parameters called weight are copied",
    "A bias, or a parameter with another name, is learned too.",
)
def weights_only(src, dst):
    with torch.no_grad():
        for (name, s), (_, d) in zip(src.named_parameters(), dst.named_parameters()):
            if name.endswith("weight"):
                d.copy_(s)


@copy_weights.mistake(
    "biases-only",
    "only the parameters called bias are copied",
    "parameters() lists the weights, too.",
)
def biases_only(src, dst):
    with torch.no_grad():
        for (name, s), (_, d) in zip(src.named_parameters(), dst.named_parameters()):
            if name.endswith("bias"):
                d.copy_(s)


@copy_weights.mistake(
    "linear-only",
    "only the layers are taken over: the model's own Parameter is left as it was",
    "Not every parameter lies in a layer: parameters() walks through all modules.",
)
def linear_only(src, dst):
    with torch.no_grad():
        for s, d in zip(src.modules(), dst.modules()):
            if isinstance(s, nn.Linear):
                d.weight.copy_(s.weight)
                d.bias.copy_(s.bias)


@copy_weights.also("linear-only")
def with_weight_attribute(src, dst):
    with torch.no_grad():
        for s, d in zip(src.modules(), dst.modules()):
            if hasattr(s, "weight"):
                d.weight.copy_(s.weight)
                d.bias.copy_(s.bias)


@copy_weights.also("linear-only")
def children_only(src, dst):
    for s, d in zip(src.children(), dst.children()):
        d.load_state_dict(s.state_dict())


@copy_weights.also("linear-only")
def children_linear(src, dst):
    with torch.no_grad():
        for s, d in zip(src.children(), dst.children()):
            if isinstance(s, nn.Linear):
                d.weight.copy_(s.weight)
                d.bias.copy_(s.bias)


@copy_weights.also("matrices-only")
def linear_weight_only(src, dst):
    with torch.no_grad():
        for s, d in zip(src.modules(), dst.modules()):
            if isinstance(s, nn.Linear):
                d.weight.copy_(s.weight)


@copy_weights.mistake(
    "own-level-only",
    "only the parameters that belong to the model itself are copied, not those of its blocks",
    "parameters(recurse=False) stops at the first level; parameters() goes down the tree.",
)
def own_level(src, dst):
    with torch.no_grad():
        for s, d in zip(src.parameters(recurse=False), dst.parameters(recurse=False)):
            d.copy_(s)


@copy_weights.mistake(
    "first-level-only",
    "the copy stops at the first layers: the block inside is left out",
    "A block holds further modules; parameters() goes down the whole tree.",
)
def two_levels(src, dst):
    own_level(src, dst)
    for s, d in zip(src.children(), dst.children()):
        own_level(s, d)


@copy_weights.mistake(
    "first-parameter-only",
    "the loop ends after the first parameter",
    "A return or break inside the loop ends it.",
)
def returns_early(src, dst):
    with torch.no_grad():
        for s, d in zip(src.parameters(), dst.parameters()):
            d.copy_(s)
            return


@copy_weights.also("rebound-name")
def buffers_only(src, dst):
    with torch.no_grad():
        for s, d in zip(src.buffers(), dst.buffers()):
            d.copy_(s)
        dst.zero_grad()


@copy_weights.mistake(
    "gradients",
    "the gradients are asked for instead of the values, and there are none yet",
    "A Parameter is a tensor: it holds its values itself; `.grad` is another tensor.",
    about=("raised",),
)
def gradients(src, dst):
    for s, d in zip(src.parameters(), dst.parameters()):
        d.grad.copy_(s.grad)


@copy_weights.mistake(
    "in-place-on-a-leaf",
    "a Parameter is changed in place while autograd records",
    "Wrap the copying in `with torch.no_grad():`.",
    hint=3,
    about=("raised",),
)
def without_no_grad(src, dst):
    for s, d in zip(src.parameters(), dst.parameters()):
        d.copy_(s)


@copy_weights.mistake(
    "not-a-parameter",
    "a module's parameter is assigned a plain tensor",
    "A registered Parameter takes no plain tensor: write into it with copy_, under no_grad.",
    hint=3,
    about=("raised",),
)
def plain_assigned(src, dst):
    for name, s in src.named_parameters():
        owner, _, last = name.rpartition(".")
        setattr(dst.get_submodule(owner), last, s.data.clone())


@copy_weights.mistake(
    "wrong-kind",
    "an object is used as what it is not: load_state_dict gets something else than "
    "`src.state_dict()`, a model is asked for len(), [0] or a loop, or torch.no_grad has lost its "
    "brackets",
    "state_dict() is the dictionary that load_state_dict wants; any module has parameters(), but "
    "only some are lists.",
    hint=3,
    about=("raised",),
)
def load_method(src, dst):
    dst.load_state_dict(src.state_dict)


@copy_weights.also("wrong-kind")
def load_module(src, dst):
    dst.load_state_dict(src)


@copy_weights.also("wrong-kind")
def load_parameters(src, dst):
    dst.load_state_dict(src.parameters())


@copy_weights.also("wrong-kind")
def load_list(src, dst):
    dst.load_state_dict(list(src.parameters()))


@copy_weights.mistake(
    "load-missing-keys",
    "load_state_dict gets a dictionary in which names are missing",
    "state_dict() holds the parameters of all levels and the buffers.",
    hint=3,
    about=("raised",),
)
def load_parameters_by_name(src, dst):
    dst.load_state_dict(dict(src.named_parameters()))


@copy_weights.mistake(
    "random",
    "dst gets fresh initial values instead of src's",
    "The same architecture does not have the same numbers.",
)
def reset(src, dst):
    for m in dst.modules():
        if hasattr(m, "reset_parameters"):
            m.reset_parameters()


@copy_weights.also("wrong-kind")
def indexed(src, dst):
    for i in range(len(src)):
        dst[i].weight.data.copy_(src[i].weight.data)


@copy_weights.mistake(
    "fixed-name",
    "the models are asked for a layer or a weight of a fixed name, which not every module has",
    "Any module has parameters() and state_dict(); only some have `.fc1` or `.weight`.",
    about=("raised",),
)
def fixed_name(src, dst):
    dst.fc1.weight.data.copy_(src.fc1.weight.data)


@copy_weights.also("fixed-name")
def own_weight(src, dst):
    dst.weight.data.copy_(src.weight.data)
    dst.bias.data.copy_(src.bias.data)


@copy_weights.mistake(
    "single-layer-missed",
    "only children are copied: a model that is a single layer has none",
    "A module's own parameters count too; parameters() starts with them.",
    about=("second copy: weight",),
)
def gain_and_children(src, dst):
    if hasattr(src, "gain"):
        dst.gain.data.copy_(src.gain.data)
    for s, d in zip(src.children(), dst.children()):
        d.load_state_dict(s.state_dict())


@copy_weights.also("wrong-kind")
def no_brackets(src, dst):
    with torch.no_grad:
        reference(src, dst)


@copy_weights.also("linear-only")
def children_shared(src, dst):
    for name, child in src.named_children():
        setattr(dst, name, child)


@copy_weights.mistake(
    "dotted-name",
    "a parameter is set under its full name, which has a dot in it",
    "`first.weight` is a path down the tree, not an attribute: write into the tensor that "
    "named_parameters() gives.",
    hint=3,
    about=("raised",),
)
def dotted_name(src, dst):
    for name, p in src.named_parameters():
        setattr(dst, name, nn.Parameter(p.detach().clone()))
