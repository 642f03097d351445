"""Probes of chapter 4: the class LR, its loss, its training, and LogisticFn.

The five LR exercises are judged apart: each probe gives the object the state
and the other methods it needs, so that a wrong sigmoid fails ``lr-sigmoid`` and
nothing else.

"Case" names the case's inputs, float32 unless it says otherwise; w is (dim, 1), b () and lr a
float where nothing else is said. "Items" are what is recorded, in float64, or texts: w and dw
(dim, 1), b and db (). ``inputs`` says whether the arguments were changed, ``w and b``
whether the object's state was.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from course_utils.core.bounds import is_tensor, oddity
from course_utils.core.case import Case
from course_utils.core.compare import all_close, same
from course_utils.core.evidence import Evidence
from course_utils.core.kinds import describe
from course_utils.core.probing import probe, separately, unchanged
from course_utils.texts import Observed, observed

MISSING = observed("missing")


@probe("lr-init", wants="class", defines=["__init__"])
def lr_init(cls: Any, case: Case, evidence: Evidence) -> None:
    """A new object's attributes; then others, after the first was changed.

    Case: dim, an int, and lr, a float.
    Items: w and second w (dim, 1), b, second b, lr and default lr (); the texts init, grads, module
    and own grads.
    """
    dim, lr = case["dim"], case["lr"]
    inherited = cls.__init__ in (nn.Module.__init__, object.__init__)
    evidence.text("init", observed("not-defined" if inherited else "defined"))
    with separately() as call:
        with call():
            first = cls(dim, lr)
            torch.manual_seed(torch.initial_seed() + 1)
            again = cls(dim, lr)
            _record_start(first, again, evidence, "")
            _record_number(evidence, "lr", first, "lr")
            evidence.text("grads", _keys(getattr(first, "grads", MISSING)))
            ready = not isinstance(first, nn.Module) or "_parameters" in vars(first)
            evidence.text("module", observed("module-ready" if ready else "module-not-ready"))
            evidence.text("own grads", _own_grads(first, again))
            _move(first)
        with call():
            _record_number(evidence, "default lr", cls(dim), "lr")
        with call():
            _record_start(cls(dim, lr), cls(dim, lr), evidence, "second ")


def _record_number(evidence: Evidence, item: str, obj: Any, name: str) -> None:
    """Record an attribute, or that there is none: the others are still looked at."""
    value = getattr(obj, name, MISSING)
    if value is MISSING:
        evidence.text(item, MISSING)
    else:
        evidence.scalar(item, value)


def _record_start(lr: Any, again: Any, evidence: Evidence, prefix: str) -> None:
    """What a new object holds; random numbers are recorded as such, not by their values."""
    for name, record in (("w", evidence.tensor), ("b", evidence.scalar)):
        value = getattr(lr, name, MISSING)
        if value is MISSING:
            evidence.text(prefix + name, MISSING)
        elif _differ(value, getattr(again, name, None)):
            evidence.text(prefix + name, observed("random-numbers"))
        elif name == "b" and isinstance(value, int):
            # A Python int is not a float number: the first update in place would be lost.
            evidence.text(prefix + name, describe(value))
        else:
            record(prefix + name, value)


def _keys(grads: object) -> Observed:
    if not (isinstance(grads, Mapping) or hasattr(grads, "keys")):
        return MISSING if grads is MISSING else observed("not-a-dict")
    held = [key for key in ("dw", "db") if key in grads]  # type: ignore[operator]
    return observed("keys", names=", ".join(held)) if held else observed("no-keys")


def _own_grads(one: Any, other: Any) -> Observed:
    """Whether what is stored in one object's dict is seen in the other's."""
    if not isinstance(getattr(one, "grads", None), MutableMapping):
        return observed("no-dict")
    one.grads["dw"] = stored = torch.ones(())
    others = getattr(other, "grads", None)
    found = others.get("dw") if isinstance(others, Mapping) else None
    return observed("shared-dict" if found is stored else "own-dict")


def _move(lr: Any) -> None:
    """Change an object's w and b in place: what it shares with others shows in them."""
    for name in ("w", "b"):
        value = getattr(lr, name, None)
        if is_tensor(value) and not oddity(value):
            with torch.no_grad():
                value.add_(1)


def _differ(one: object, other: object) -> bool:
    if not is_tensor(one) or not is_tensor(other) or oddity(one) or oddity(other):
        return False
    return one.shape == other.shape and not torch.equal(one, other)


@probe("lr-sigmoid", wants="method", defines=["sigmoid"])
def lr_sigmoid(cls: Any, case: Case, evidence: Evidence) -> None:
    """A matrix, a number, large values, a transposed view, a row, three axes, small results.

    Case: z (R, C), large (4,), far (3,); w, b, lr.
    Items: a (R, C), number (), large (4,), view (C, R), row (1, C), three axes (R, 1, C), far (3,).
    """
    lr = make_lr(cls, case)
    z = _like(case["z"], lr.w)
    look = unchanged(evidence, z=z)
    with separately() as call:
        with call():
            evidence.tensor("a", lr.sigmoid(z))
            look()
        z = _like(case["z"], lr.w)
        for name, scores in (
            ("number", z[0, 0].clone()),
            ("large", _like(case["large"], lr.w)),
            ("view", z.clone().T),
            ("row", z[:1].clone()),
            ("three axes", z[:, None, :].clone()),
            ("far", _like(case["far"], lr.w)),
        ):
            with call():
                evidence.tensor(name, lr.sigmoid(scores))


@probe("lr-forward", wants="method", defines=["forward"])
def lr_forward(cls: Any, case: Case, evidence: Evidence) -> None:
    """Two batches of different size, with a right sigmoid in the student's place.

    Case: x (dim, m), second x (dim, k); w, b.
    Items: yhat (1, m), second yhat (1, k).
    """
    lr = make_lr(cls, case)
    object.__setattr__(lr, "sigmoid", torch.sigmoid)
    x, second = _like(case["x"], lr.w), _like(case["second x"], lr.w)
    look, before = unchanged(evidence, x=x), _state(lr)
    with separately() as call:
        with call():
            evidence.tensor("yhat", lr.forward(x))
        look()
        _record_kept(lr, evidence, before)
        with call():
            evidence.tensor("second yhat", lr.forward(second))


@probe("lr-backward", wants="method", defines=["backward"])
def lr_backward(cls: Any, case: Case, evidence: Evidence) -> None:
    """Two batches in a row on one object: every call answers for itself.

    A batch of one example has names of its own: it earns its points apart.

    Case: x (dim, m), y (1, m), second x (dim, k), second y (1, k); w, b, lr.
    Items: dw and db of the first batch, as "one dw" and "one db" where m is 1; second dw and db.
    """
    lr = make_lr(cls, case)
    object.__setattr__(lr, "sigmoid", torch.sigmoid)
    object.__setattr__(lr, "forward", lambda x: torch.sigmoid(_scores(lr, x)))
    with separately() as call:
        one = "one " if case["x"].shape[1] == 1 else ""
        for prefix, name in (("", one), ("second ", "second ")):
            x, y = _like(case[f"{prefix}x"], lr.w), _like(case[f"{prefix}y"], lr.w)
            yhat = torch.sigmoid(_scores(lr, x)).detach()
            look = unchanged(evidence, x=x, yhat=yhat, y=y)
            stored, before = _stored(lr), _state(lr)
            done = False
            with call():
                lr.backward(x, yhat, y)
                done = True
            _record_grads(lr, evidence, name, {} if done else stored)
            if not prefix:
                look()
                _record_kept(lr, evidence, before)


@probe("lr-optimize", wants="method", defines=["optimize"])
def lr_optimize(cls: Any, case: Case, evidence: Evidence) -> None:
    """Two steps with two gradients, then one on a new object with another learning rate.

    Case: w, dw and second dw (dim, 1), b, db and second db (); lr and other lr.
    Items: w and b after the first step, after the second, and of the other object.
    """
    lr = make_lr(cls, case)
    other = make_lr(cls, case.with_inputs(lr=case["other lr"]))
    with separately() as call:
        for model, prefix, grads in (
            (lr, "", ""),
            (lr, "second ", "second "),
            (other, "other ", ""),
        ):
            _set_grads(model, case[f"{grads}dw"], case[f"{grads}db"])
            before = _state(model)
            done = False
            with call():
                model.optimize()
                done = True
            after = _state(model)
            moved = _moved(before, after)
            for name in after:
                # Of a call that raised, what has moved before it did.
                if done or name in moved:
                    evidence.items[prefix + name] = after[name]


@probe("bce", wants="function", defines=["bce"])
def bce(function: Any, case: Case, evidence: Evidence) -> None:
    """One batch, then its first example alone.

    Case: yhat and y (1, m), float32, in one case float64.
    Items: loss and one example, each ().
    """
    yhat, y = case["yhat"], case["y"]
    look = unchanged(evidence, yhat=yhat, y=y)
    with separately() as call:
        with call():
            evidence.scalar("loss", function(yhat, y))
            look()
        with call():
            one = case["yhat"][:, :1].clone(), case["y"][:, :1].clone()
            evidence.scalar("one example", function(*one))


@probe("lr-train", wants="function", defines=["train"])
def lr_train(function: Any, case: Case, evidence: Evidence) -> None:
    """The course's own model is trained: one step, three, two more, and many tiny ones.

    Case: x (dim, m), y (1, m), stale dw (dim, 1), stale db (); w, b, lr and tiny lr.
    Items: w and b after 1, 3, 3 and 2, and 40 steps, the last in units of tiny lr; a text in the
    place of w where the loop does not end.
    """
    x, y = case["x"], case["y"]
    look = unchanged(evidence, x=x, y=y)
    with separately() as call:
        with call():
            _train(function, TorchLR(case), x, y, 1, evidence, "1")
        look()
        model, x, y = TorchLR(case), case["x"], case["y"]
        with call():
            _train(function, model, x, y, 3, evidence, "3")
            _train(function, model, x, y, 2, evidence, "3 and 2")
        # From 0 and at a tiny rate the loss does not fall in any digit: a loop that watches it
        # and stops shows here, in units of the rate.
        zeros = {name: torch.zeros_like(case[name]) for name in ("w", "b")}
        model = TorchLR(case.with_inputs(lr=case["tiny lr"], **zeros))
        with call():
            _train(function, model, x, y, 40, evidence, "40", unit=case["tiny lr"])


def _train(
    function: Any,
    model: TorchLR,
    x: Any,
    y: Any,
    steps: int,
    evidence: Evidence,
    name: str,
    unit: Any = 1.0,
) -> None:
    try:
        function(model, x, y, steps)
    except WithoutEnd:
        evidence.text(f"w after {name}", observed("forward-without-end", most=CALLS, steps=steps))
        return
    evidence.tensor(f"w after {name}", _in_units(model.w, unit))
    evidence.scalar(f"b after {name}", _in_units(model.b, unit))


def _in_units(value: object, unit: float) -> object:
    return value / unit if unit != 1.0 and is_tensor(value) else value


@probe("logistic-function", wants="class", defines=["forward", "backward", "setup_context"])
def logistic_function(cls: Any, case: Case, evidence: Evidence) -> None:
    """Value and gradients under a random upstream gradient, of two calls, interleaved.

    b gets its gradient in a call of its own, and so does w: one gradient of a wrong shape
    raises for all that are asked for together.

    Case: x (dim, m), w (dim, 1), b () or (1,), v (1, m), and second ones with another m; float64
    where precise is true.
    Items: yhat (1, m), dw and alone dw (dim, 1), dx (dim, m), db (), and second dw, dx and db; the
    texts class and inputs afterwards, and, where precise is true, dtype.
    """
    function = issubclass(cls, torch.autograd.Function)
    evidence.text("class", observed("a-function" if function else "no-function"))
    first, second = _leaves(case, "", "xw"), _leaves(case, "second ", "xw")
    backwards = Evidence()
    look = unchanged(evidence, x=first[0], w=first[1], b=first[2])
    look_again = unchanged(backwards, x=first[0], w=first[1], b=first[2])
    yhat = later = None
    with separately() as call:
        with call():
            yhat = cls.apply(*first)
            evidence.tensor("yhat", yhat)
            look()
            if case.get("precise"):
                dtype = yhat.dtype if isinstance(yhat, torch.Tensor) else None
                evidence.text("dtype", observed("name", name=str(dtype).removeprefix("torch.")))
        if yhat is None:
            return
        with call():
            later = cls.apply(*second)
        with call():
            _record_vjp(evidence, yhat, first, case["v"], "", "wx")
        if later is not None:
            with call():
                _record_vjp(evidence, later, second, case["second v"], "second ", "wx")
        look_again()
        evidence.text("inputs afterwards", backwards["inputs"])  # type: ignore[arg-type]
        for prefix in ("", "second "):
            with call():
                leaves = _leaves(case, prefix, "xwb")
                _record_vjp(evidence, cls.apply(*leaves), leaves, case[f"{prefix}v"], prefix, "b")
        with call():
            leaves = _leaves(case, "", "w")
            _record_vjp(evidence, cls.apply(*leaves), leaves, case["v"], "alone ", "w")


def _leaves(case: Case, prefix: str, wanting: str) -> list[torch.Tensor]:
    """x, w and b; those that are named in ``wanting`` require a gradient."""
    return [case[f"{prefix}{name}"].requires_grad_(name in wanting) for name in "xwb"]


def _record_vjp(evidence: Any, output: Any, leaves: Any, v: Any, prefix: str, names: str) -> None:
    """Record the gradients of Σ v·output, as (), (dim, 1) or (dim, m).

    Args:
        evidence: gets them as ``db``, ``dw`` and ``dx``, with the prefix.
        output: what the student's function gives, (1, m).
        leaves: x, w and b.
        v: the upstream gradient (1, m).
        prefix: of the items' names.
        names: of the leaves whose gradients are asked for.

    Raises:
        TypeError: the output is not really a tensor; autograd would believe it.
    """
    if isinstance(output, torch.Tensor) and not is_tensor(output):
        raise TypeError("the result only says that it is a tensor")  # autograd would believe it
    wanted = [leaves["xwb".index(name)] for name in names]
    grads = torch.autograd.grad(output, wanted, v, allow_unused=True)
    for name, grad in zip(names, grads, strict=True):
        record = evidence.scalar if name == "b" else evidence.tensor
        record(f"{prefix}d{name}", grad)


# ---------------------------------------------------------------- an LR to probe


def make_lr(cls: type, case: Case) -> Any:
    """An object of the student's class that holds the case's w, b and lr.

    A broken ``__init__`` is judged by ``lr-init`` alone: here the object is then
    made without it.

    Args:
        cls: the student's class.
        case: w (dim, 1), b (), and perhaps lr.
    """
    lr = case.get("lr", 0.5)
    w, b = case["w"], case["b"]
    try:
        made = cls(w.shape[0], lr)
    except Exception:
        made = _bare(cls)
    _set(made, "w", w)
    _set(made, "b", b)
    if not _holds(made, "lr", torch.tensor(float(lr))):
        _assign(made, "lr", lr)
    grads: Any = getattr(made, "grads", None)
    if not (hasattr(grads, "keys") and "dw" in grads and "db" in grads):
        _assign(made, "grads", {"dw": torch.zeros_like(w), "db": torch.zeros(())})
    return made


def _bare(cls: Any) -> Any:
    made = cls.__new__(cls)
    if isinstance(made, nn.Module):
        nn.Module.__init__(made)
    return made


def _set(lr: Any, name: str, value: torch.Tensor) -> None:
    """Put a value into an attribute in the kindest way that works, and read it back."""
    current = getattr(lr, name, None)
    # A learner's b can be a float number; then it stays one.
    if isinstance(current, float) and value.numel() == 1:
        _assign(lr, name, float(value))
        return
    if isinstance(current, torch.Tensor) and current.is_floating_point():
        fits = current.shape == value.shape or (current.numel() == value.numel() == 1)
        if fits:
            try:
                with torch.no_grad():
                    current.copy_(value.reshape(current.shape))
            except RuntimeError:  # an expanded tensor, an inference tensor
                pass
        if _holds(lr, name, value):
            return
        value = value.to(current.dtype).to(current.device)
    _assign(lr, name, value)


def _assign(lr: Any, name: str, value: Any) -> None:
    try:
        setattr(lr, name, value)
    except TypeError:  # a registered Parameter takes nothing but a Parameter
        setattr(lr, name, nn.Parameter(value))
    except AttributeError:  # a property without a setter, or super().__init__() left out
        vars(lr)[name] = value


def _holds(lr: Any, name: str, value: torch.Tensor) -> bool:
    try:
        found = getattr(lr, name)
        if is_tensor(found) and oddity(found):
            return False
        found = torch.as_tensor(found).detach().cpu().double().flatten()
    except (TypeError, ValueError, RuntimeError, AttributeError):
        return False
    wanted = value.detach().double().flatten()
    return found.shape == wanted.shape and all_close(found, wanted, 1e-6, 1e-8)


def _set_grads(lr: Any, dw: torch.Tensor, db: torch.Tensor) -> None:
    lr.grads["dw"] = _like(dw, lr.w)
    # In the shape of b, so that a step in place broadcasts nothing.
    shape = lr.b.shape if isinstance(lr.b, torch.Tensor) and lr.b.numel() == 1 else ()
    lr.grads["db"] = _like(db, lr.w).reshape(shape)


def _like(value: torch.Tensor, w: Any) -> torch.Tensor:
    """The value in the module's own dtype, on its device."""
    if isinstance(w, torch.Tensor) and w.is_floating_point():
        return value.to(device=w.device, dtype=w.dtype)
    return value


def _scores(lr: Any, x: torch.Tensor) -> torch.Tensor:
    """wᵀx + b, (1, m), in x's dtype."""
    b = lr.b if isinstance(lr.b, torch.Tensor) else torch.tensor(float(lr.b))
    return torch.addmm(b.reshape(1, 1).to(x), lr.w.reshape(1, -1), x)


def _stored(lr: Any) -> dict[str, object]:
    """What grads holds under dw and db."""
    found = lr.grads
    return {key: found[key] for key in ("dw", "db") if hasattr(found, "keys") and key in found}


def _record_grads(lr: Any, evidence: Evidence, prefix: str, before: Mapping[str, object]) -> None:
    """Record dw and db; of a call that raised, what is not what was there ``before`` it."""
    found = _stored(lr)
    for name, record in (("dw", evidence.tensor), ("db", evidence.scalar)):
        value = found.get(name)
        if name not in before or value is not before[name]:
            record(f"{prefix}{name}", value)


def _state(lr: Any) -> Evidence:
    """What w and b are now."""
    state = Evidence()
    state.tensor("w", lr.w)
    state.scalar("b", lr.b)
    return state


def _moved(before: Evidence, after: Evidence) -> list[str]:
    return [name for name in after if not same(before[name], after[name], 0.0, 0.0)]


def _record_kept(lr: Any, evidence: Evidence, before: Evidence) -> None:
    moved = _moved(before, _state(lr))
    names = ", ".join(moved)
    evidence.text("w and b", observed("changed-names", names=names) if moved else observed("kept"))


CALLS = 300


class WithoutEnd(BaseException):
    """A loop has called the model far more often than there are steps."""


class TorchLR(nn.Module):
    """A logistic regression made of torch's own pieces, with the contract's methods.

    ``train`` is judged on it, whatever the student's own class does. Its gradient
    comes from autograd.
    """

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.w, self.b, self.lr = case["w"], case["b"], case["lr"]
        self.grads = {"dw": case["stale dw"], "db": case["stale db"]}
        self.calls = 0

    def sigmoid(self, z: torch.Tensor) -> torch.Tensor:
        """Element by element, of any shape."""
        return torch.sigmoid(z)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Probabilities (1, m) of the examples in the columns of x (dim, m)."""
        self.calls += 1
        if self.calls > CALLS:
            raise WithoutEnd
        return torch.sigmoid(_scores(self, x))

    def backward(self, x: torch.Tensor, yhat: torch.Tensor, y: torch.Tensor) -> None:
        """Store autograd's gradients of the loss at the yhat that was handed in.

        Args:
            x: (dim, m).
            yhat: (1, m), whatever was computed.
            y: 0 or 1, (1, m).
        """
        w, b = self.w.clone().requires_grad_(), self.b.clone().requires_grad_()
        with torch.enable_grad():
            z = torch.addmm(b.reshape(1, 1), w.reshape(1, -1), x)
            # From z, and not from yhat: that may be 0 or 1, or no probability at all.
            loss = F.binary_cross_entropy_with_logits(z, y)
            moved = torch.sub(yhat, torch.sigmoid(z)).detach().mul(z).mean()
            dw, db = torch.autograd.grad(loss + moved, [w, b])
        self.grads = {"dw": dw, "db": db}

    def optimize(self) -> None:
        """One step of gradient descent on w (dim, 1) and b ()."""
        for name, grad in (("w", "dw"), ("b", "db")):
            setattr(self, name, torch.sub(getattr(self, name), self.grads[grad], alpha=self.lr))
