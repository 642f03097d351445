"""Edits of calls: another function, other arguments, without the call, with its parentheses."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Mapping
from itertools import pairwise

from course_utils.diagnosis.candidate import Maker, is_library
from course_utils.diagnosis.operators import regrouped_operation
from course_utils.diagnosis.reductions import (
    REDUCING,
    REDUCTIONS,
    axis_edits,
    rewritten_reduction,
    size_edits,
    standing_alone,
    worked_on,
)

_ALIKE: Mapping[str, tuple[str, ...]] = {
    "sum": ("mean", "prod"), "mean": ("sum", "std"), "prod": ("sum",), "norm": ("sum",),
    "max": ("amax", "min", "sum"), "amax": ("amin", "sum", "mean"), "min": ("max", "amin"),
    "amin": ("amax",), "argmax": ("argmin",), "argmin": ("argmax",),
    "logsumexp": ("sum", "amax"), "median": ("mean",), "any": ("all",), "all": ("any",),
    "exp": ("log", "sigmoid"), "log": ("exp", "log1p"), "log2": ("log",), "log10": ("log",),
    "log1p": ("log",), "expm1": ("exp",),
    "softmax": ("log_softmax", "sigmoid"), "log_softmax": ("softmax",),
    "relu": ("sigmoid", "tanh"), "leaky_relu": ("relu",), "gelu": ("relu",), "elu": ("relu",),
    "silu": ("relu",), "softplus": ("relu", "sigmoid"), "sigmoid": ("relu", "tanh"),
    "tanh": ("sigmoid", "relu"), "relu6": ("relu",), "abs": ("square",), "square": ("abs", "sqrt"),
    "sqrt": ("square",), "rsqrt": ("sqrt",), "maximum": ("minimum",), "minimum": ("maximum",),
    "clamp_min": ("clamp_max",), "clamp_max": ("clamp_min",), "sign": ("abs",),
    "zeros": ("ones", "randn"), "ones": ("zeros", "randn"), "randn": ("rand", "zeros"),
    "rand": ("randn", "zeros"), "empty": ("zeros", "randn"), "full": ("zeros",),
    "zeros_like": ("ones_like", "randn_like"), "ones_like": ("zeros_like",),
    "empty_like": ("zeros_like",), "rand_like": ("randn_like",), "randn_like": ("rand_like",),
    "randint": ("randperm",), "bernoulli": ("rand",), "normal_": ("uniform_",),
    "add_": ("sub_",), "sub_": ("add_",), "mul_": ("div_",), "div_": ("mul_",),
    "add": ("sub",), "sub": ("add",), "subtract": ("add",), "mul": ("matmul", "div"),
    "multiply": ("matmul",), "matmul": ("mul",), "mm": ("mul",), "div": ("mul",),
    "true_divide": ("mul",), "outer": ("matmul",), "dot": ("mul",), "addcmul": ("addcdiv",),
    "train": ("eval",), "eval": ("train",), "detach": ("clone",), "clone": ("detach",),
    "std": ("var",), "var": ("std",), "stack": ("cat",), "cat": ("stack",),
    "chunk": ("split",), "split": ("chunk",), "append": ("extend",), "extend": ("append",),
    "concat": ("stack",),
    "no_grad": ("enable_grad",), "enable_grad": ("no_grad",), "inference_mode": ("enable_grad",),
    "floor": ("round", "ceil"), "ceil": ("floor",), "round": ("float",), "trunc": ("round",),
    "int": ("float",), "long": ("float",), "float": ("int",), "bool": ("float",),
    "half": ("float",), "double": ("float",), "ReLU": ("Sigmoid", "Tanh", "Identity"),
    "Sigmoid": ("ReLU",),
    "Tanh": ("ReLU",), "LeakyReLU": ("ReLU",), "GELU": ("ReLU",), "Softmax": ("ReLU", "Identity"),
    "Softplus": ("ReLU",), "Identity": ("ReLU",), "AlphaDropout": ("Dropout",),
    "Dropout1d": ("Dropout",), "Dropout2d": ("Dropout",), "FeatureAlphaDropout": ("Dropout",),
    "feature_dropout": ("dropout",), "alpha_dropout": ("dropout",),
    "named_parameters": ("parameters",), "children": ("parameters",), "modules": ("parameters",),
    "buffers": ("parameters",), "items": ("values", "keys"), "keys": ("values",),
    "values": ("keys", "items"), "squeeze": ("unsqueeze",), "unsqueeze": ("squeeze",),
    "BCEWithLogitsLoss": ("BCELoss",), "BCELoss": ("BCEWithLogitsLoss",),
    "binary_cross_entropy": ("binary_cross_entropy_with_logits", "mse_loss"),
    "binary_cross_entropy_with_logits": ("binary_cross_entropy",), "l1_loss": ("mse_loss",),
    "mse_loss": ("cross_entropy", "l1_loss"), "cross_entropy": ("nll_loss", "mse_loss"),
    "nll_loss": ("cross_entropy",), "Bilinear": ("Linear",), "LazyLinear": ("Linear",),
    "list": ("tuple", "dict"), "zero_grad": ("step",), "step": ("zero_grad",),
    "select": ("index_select",), "sort": ("topk",), "sample": ("shuffle",),
    "load_state_dict": ("update",), "sub_module": ("add_module",),
    "register_parameter": ("register_buffer",), "cumsum": ("sum",), "cumprod": ("prod",),
    "enumerate": ("range",), "reversed": ("list",), "sorted": ("list",),
}  # fmt: skip
_SHAPES = {"view", "reshape", "flatten", "permute", "transpose", "t", "swapaxes", "unsqueeze",
           "squeeze", "expand", "repeat", "movedim", "resize_", "expand_as"}  # fmt: skip
_VALUES = {"shape", "T", "mT", "grad", "data", "weight", "bias", "dtype", "ndim", "device"}
_METHODS = frozenset(
    ("backward", "zero_grad", "step", "eval", "train", "zero_", "item", "detach", "clone", "size",
     "sum", "mean", "max", "min", "abs", "exp", "log", "sqrt", "t", "parameters", "float", "double",
     "long", "tolist", "numel", "state_dict", "named_parameters", "retain_grad", "requires_grad_",
     "flatten", "squeeze", "contiguous", "numpy", "items", "values", "keys", "children", "modules",
     "square", "sigmoid", "relu", "tanh", "copy", "std", "var", "dim", "argmax", "detach_")
)  # fmt: skip
_CUTTING = {"detach", "item", "data", "numpy", "tolist", "clone", "detach_", "requires_grad_"}
_ANY_ORDER = ("range", "zip", "Sequential")
_KEYWORDS = ("requires_grad", "keepdim", "dim", "dtype", "retain_graph", "create_graph", "gradient",
             "lr", "p", "bias", "training", "inplace", "reduction", "set_to_none")  # fmt: skip
_ACTIVATIONS = frozenset(
    ("relu", "leaky_relu", "gelu", "elu", "silu", "selu", "celu", "softplus", "sigmoid", "tanh",
     "relu6", "softmax", "log_softmax", "clamp", "clip", "clamp_min", "clamp_max", "abs", "mish",
     "hardtanh", "hardsigmoid", "hardswish", "logsigmoid", "softsign", "threshold", "exp", "sin",
     "square", "maximum", "minimum", "max", "min", "round", "sign", "erf", "heaviside")
)  # fmt: skip
_FREE = {"range", "len", "super", "enumerate", "zip", "print", "isinstance", "list", "dict"}


def name_of(call: ast.Call) -> str:
    """The last part of the called function's name."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def call_edits(make: Maker, node: ast.Call, *, is_statement: bool) -> None:
    """The edits of one call.

    Args:
        make: takes them.
        node: the call.
        is_statement: nothing takes its value.
    """
    name = name_of(node)
    regrouped_operation(make, node)
    size_edits(make, node, name)
    _other_function(make, node, name)
    _arguments(make, node, name)
    if name in _ACTIVATIONS:
        _activated(make, node, name)
    if name == "dropout" and not any(keyword.arg == "training" for keyword in node.keywords):
        end = make.source.span(node)[1] - 1
        make.add("keyword", [(end, end, ", training=self.training")], node, 1.2, adds=True)
    if not isinstance(node.func, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.Lambda):
        end = make.source.span(node)[1]
        start = (
            make.source.text.rfind("(", 0, make.source.span(node.args[0])[0]) if node.args else end
        )
        make.add("operator", [(start, start, " * ")], node, 0.6)
    if name == "DataLoader":
        end = make.source.span(node)[1] - 1
        if not any(keyword.arg == "shuffle" for keyword in node.keywords):
            make.add("keyword", [(end, end, ", shuffle=True")], node, 1.0, adds=True)
    if name in ("zeros_like", "ones_like", "empty_like", "randn_like", "rand_like") and node.args:
        first = make.source.of(node.args[0])
        for new in (f"{first}.clone().requires_grad_()", f"{first}.clone()"):
            make.replace("function", node, new, 1.8, f"{name} → clone")
    if name in ("tensor", "as_tensor", "zeros", "randn", "ones", "rand", "full", "zeros_like"):
        _with_gradient(make, node)
    if name == "super" and not node.args:
        return
    if not is_statement:
        _unwrapped(make, node, name)
    if name in _VALUES and not node.args:
        make.replace("parentheses", node, make.source.of(node.func), 0.8, f"{name}() → {name}")


def _with_gradient(make: Maker, node: ast.Call) -> None:
    if not any(keyword.arg == "requires_grad" for keyword in node.keywords):
        end = make.source.span(node)[1] - 1
        new = ", requires_grad=True" if node.args or node.keywords else "requires_grad=True"
        make.add("keyword", [(end, end, new)], node, 1.7, "requires_grad=True", True)


def _other_function(make: Maker, node: ast.Call, name: str) -> None:
    start, end = make.source.span(node.func)
    start = end - len(name)
    kind = "reduction" if name in REDUCTIONS else "function"
    for number, other in enumerate(_ALIKE.get(name, ())):
        bare = isinstance(node.func, ast.Name)
        if bare and other not in ("int", "float", "max", "min", "sum", "round", "tuple", "list"):
            # A name of its own: imported from somewhere, or a function of torch's.
            other_text = f"torch.{other}" if name in ("exp", "log", "relu", "sqrt") else other
        else:
            other_text = other
        cost = 1.4 + 0.3 * number
        make.add(kind, [(start, end, other_text)], node, cost, f"{name}( → {other}(")
    if name in ("train", "eval") and not node.args:
        call_end = make.source.span(node)[1]
        make.add("argument", [(call_end - 1, call_end, "False)")], node, 2.6, f"{name}(False)")


def _arguments(make: Maker, node: ast.Call, name: str) -> None:
    for number, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            start = make.source.span(keyword)[0]
            at = (start, start + len(keyword.arg))
            for right in difflib.get_close_matches(keyword.arg, _KEYWORDS, n=1, cutoff=0.7):
                if right != keyword.arg:
                    make.add("keyword", [(*at, right)], keyword, 0.7, f"{keyword.arg}= → {right}=")
            if keyword.arg in ("min", "max"):
                bound = "max" if keyword.arg == "min" else "min"
                make.add("keyword", [(*at, bound)], keyword, 1.4)
            kind = _kind_of_keyword(keyword.arg)
            make.add(
                kind, [(*_with_comma(make, node, keyword), "")], keyword, 1.7 + 0.1 * number,
                f"{make.source.of(keyword)} → …",
            )  # fmt: skip
    plain = [arg for arg in node.args if not isinstance(arg, ast.Starred)]
    for number, (one, other) in enumerate(pairwise(plain)):
        spans = [
            (*make.source.span(one), make.source.of(other)),
            (*make.source.span(other), make.source.of(one)),
        ]
        if make.source.of(one) != make.source.of(other):
            cost = 2.4 if name in _ANY_ORDER else 1.6 + 0.1 * number
            shown = (make.source.span(one)[0], make.source.span(other)[1])
            make.add("argument", spans, shown, cost, f"{name}(b, a)")
    _exchanged_with_owner(make, node, name)
    for number, arg in enumerate(node.args):
        if len(node.args) > 1:
            kind = "axis" if name in REDUCTIONS and number else "argument"
            cost = 1.7 if name == "Sequential" else 2.2
            make.add(kind, [(*_with_comma(make, node, arg), "")], arg, cost, f"{name}(-{number})")
    if name in REDUCING:
        axis_edits(make, node, name)
        rewritten_reduction(make, node, name)
    if name == "range" and len(node.args) == 1 and not node.keywords:
        end = make.source.of(node.args[0])
        for new in ("range(… + 1)", "range(… - 1)", "range(1, … + 1)", "range(1, …)"):
            make.replace("index", node, new.replace("…", end), 1.9, f"range → {new}")
    if name == "range" and len(node.args) == 2:
        make.replace("index", node, f"range({make.source.of(node.args[1])})", 1.6, "range(a, b)")


def _exchanged_with_owner(make: Maker, node: ast.Call, name: str) -> None:
    """a.f(b) as b.f(a)."""
    if isinstance(node.func, ast.Attribute) and len(node.args) == 1 and not node.keywords:
        owner, other = node.func.value, node.args[0]
        plain = ast.Name | ast.Attribute | ast.Subscript
        if isinstance(owner, plain) and isinstance(other, plain) and not is_library(owner):
            texts = make.source.of(owner), make.source.of(other)
            new = f"{texts[1]}.{name}({texts[0]})"
            make.replace("operands", node, new, 1.7, f"a.{name}(b)")


def _kind_of_keyword(name: str) -> str:
    if name in ("dim", "axis", "dims", "axes"):
        return "axis"
    return "keepdim" if name in ("keepdim", "keepdims") else "keyword"


def _with_comma(make: Maker, call: ast.Call, arg: ast.AST) -> tuple[int, int]:
    """The argument's span with the comma before it, or the one behind it."""
    start, end = make.source.span(arg)
    text = make.source.text
    before = text[:start].rstrip()
    if before.endswith(","):
        return len(before) - 1, end
    last = make.source.span(call)[1]
    behind = text[end:last].lstrip()
    if behind.startswith(","):
        return start, last - len(behind) + 1 + len(behind[1:]) - len(behind[1:].lstrip())
    return start, end


def _activated(make: Maker, node: ast.Call, name: str) -> None:
    """Another function of one value, whatever further arguments this one has."""
    value = worked_on(make, node)
    for number, other in enumerate(("relu", "sigmoid", "exp", "tanh")) if value else ():
        if other != name:
            cost = 1.6 + 0.25 * number
            make.replace("function", node, f"torch.{other}({value})", cost, f"{name} → {other}")


def _unwrapped(make: Maker, node: ast.Call, name: str) -> None:
    """The call's first argument, or the object of its method, in its place."""
    if isinstance(node.func, ast.Attribute):
        owner = make.source.of(node.func.value)
        if not is_library(node.func.value) and owner != "super()":
            cost = 1.1 if name in _CUTTING else 1.5 if name in ("squeeze", "flatten") else 2.0
            kind = _kind_unwrapped(name)
            make.replace(kind, node, standing_alone(node.func.value, owner), cost, f".{name}() → …")
            if node.args and name in ("mul", "div", "add", "sub", "matmul"):
                return
    if node.args and name not in _FREE and not isinstance(node.args[0], ast.Starred):
        first = make.source.of(node.args[0])
        cost = 1.9 if name not in ("Parameter",) else 1.6
        make.replace(_kind_unwrapped(name), node, f"({first})", cost, f"{name}(…) → …")


def _kind_unwrapped(name: str) -> str:
    if name in ("Parameter", "Buffer", "ModuleList", "ParameterList"):
        return "registration"
    if name in _SHAPES:
        return "shape"
    return "reduction" if name in REDUCTIONS - {"softmax", "log_softmax"} else "wrapper"


def missing_call(make: Maker, node: ast.Attribute | ast.Name, parent: ast.AST | None) -> None:
    """Parentheses behind a function that is named and not called."""
    if isinstance(parent, ast.Call) and parent.func is node:
        return
    name = node.attr if isinstance(node, ast.Attribute) else node.id
    end = make.source.span(node)[1]
    is_layer = (
        isinstance(node, ast.Attribute)
        and node.attr[:1].isupper()
        and (isinstance(node.value, ast.Name) and node.value.id == "nn")
    )
    is_method = isinstance(node, ast.Attribute) and name in _METHODS
    if is_method and is_library(node.value):  # type: ignore[union-attr]
        return
    if is_layer or is_method or name == "super":
        shown = parent if name == "super" and parent is not None else node
        make.add("parentheses", [(end, end, "()")], shown, 0.6, f"{name} → {name}()")
