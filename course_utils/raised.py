"""What a student's exception says, without its message.

A message holds shapes, addresses and versions, so evidence keeps the class and
a tag from the table below. The sentences are what a student reads.
"""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from types import TracebackType

from course_utils.verdict import Cause

NOT_ATTEMPTED = "NotAttempted"
_PACKAGE = str(Path(__file__).parent)

# (tag, pattern in the message, "This is what you get when …", why)
_TABLE: tuple[tuple[str, str, str, str], ...] = (
    (
        "shapes-of-a-product",
        r"mat1 and mat2 shapes cannot be multiplied|size mismatch|inconsistent tensor size"
        r"|expected .* to have the same inner|vector size",
        "the inner sizes of a matrix product do not agree",
        "In A @ B the columns of A meet the rows of B: write both shapes down, then decide "
        "which one wants a transpose.",
    ),
    (
        "matrix-wanted",
        r"must be a matrix|expected a matrix|expected a 2-?D tensor|must be 2-?D|only supports 2D",
        "a matrix product gets a tensor that is not two-dimensional",
        "torch.mm and .t() want exactly two axes.",
    ),
    (
        "shapes-do-not-broadcast",
        r"must match the size of tensor|shape mismatch|not broadcastable"
        r"|doesn't match the broadcast",
        "two shapes meet that do not broadcast",
        "Aligned from the right, two sizes must be equal, or one of them 1.",
    ),
    (
        "view-of-another-size",
        r"is invalid for input of size|view size is not compatible",
        "a view or reshape does not fit the number or the order of the elements",
        "view keeps the elements and their order; it cannot transpose.",
    ),
    (
        "in-place-on-a-leaf",
        r"leaf Variable that requires grad",
        "a tensor that requires grad is changed in place outside torch.no_grad()",
        "autograd would have to record the update as part of the function.",
    ),
    (
        "no-graph",
        r"does not require grad and does not have a grad_fn|One of the differentiated Tensors "
        r"does not require grad|appears to not have been used in the graph",
        "backward starts from a value that has no graph",
        "The graph is lost by .item(), .detach(), torch.no_grad(), or when no input requires grad.",
    ),
    (
        "backward-of-a-vector",
        r"grad can be implicitly created only for scalar",
        "backward is called on something that is not a scalar",
        "A vector has no single gradient: give backward the vector v of vᵀJ, or sum first.",
    ),
    (
        "number-of-gradients",
        r"incorrect number of gradients",
        "backward returns more or fewer gradients than forward has arguments",
        "One for each argument, in the same order; None for what needs none.",
    ),
    (
        "gradient-shape",
        r"returned an invalid gradient",
        "backward returns a gradient that does not have its argument's shape",
        "A gradient has the shape of what it belongs to.",
    ),
    (
        "graph-used-twice",
        r"backward through the graph a second time",
        "backward runs twice through one graph",
        "The saved values are freed by the first pass: compute the forward pass again.",
    ),
    (
        "changed-in-place",
        r"modified by an inplace operation",
        "a value that backward needs was changed in place",
        "The graph keeps references, not copies.",
    ),
    (
        "parameter-rebound",
        r"cannot assign .* as parameter",
        "an nn.Parameter is replaced by a plain tensor",
        "Change its values under torch.no_grad(), in place, so that it stays the same Parameter.",
    ),
    (
        "module-not-initialised",
        r"before Module\.__init__|has no attribute '_(parameters|modules|buffers|backward_hooks"
        r"|forward_hooks|backward_pre_hooks)'",
        "the Module is used before super().__init__() has run",
        "nn.Module keeps its registers in attributes that its own __init__ makes.",
    ),
    (
        "not-a-context",
        r"does not support the (asynchronous )?context manager protocol",
        "a with statement gets something that is no context",
        "torch.no_grad is a class: with torch.no_grad(): needs its round brackets.",
    ),
    (
        "name-taken",
        r"attribute '.*' already exists",
        "a parameter, buffer or module is registered under a name that the object has already",
        "register_buffer and register_parameter make the attribute themselves.",
    ),
    (
        "number-called",
        r"'(float|int)' object is not callable",
        "a number is called like a function: a * is missing, or an attribute is called",
        "(1/m)(…) is a call; (1/m) * (…) is a product.",
    ),
    (
        "tensor-called",
        r"'(Tensor|Parameter)' object is not callable",
        "a tensor is called like a function: a * is missing, an attribute such as .T is written "
        "with brackets, or an argument stands in another's place",
        "A value followed by round brackets is a call; a product needs its *.",
    ),
    (
        "not-callable",
        r"'(?!NoneType')[\w.]+' object is not callable",
        "something that is not a function is called like one",
        "Round brackets call, square brackets look up, and an attribute has none of them: "
        "f(x), grads['dw'], x.T.",
    ),
    (
        "method-not-called",
        r"'(builtin_function_or_method|method|function)' (object|and)"
        r"|and '(builtin_function_or_method|method|function)'",
        "a method or function itself is used where its result belongs: it is not called",
        "x.t is a method; x.t() is its result.",
    ),
    (
        "not-iterable",
        r"'(int|float)' object is not iterable|iteration over a 0-d tensor",
        "a loop or an unpacking goes over a single number",
        "A number has no elements; range(n) gives n rounds.",
    ),
    (
        "no-parameters",
        r"optimizer got an empty parameter list",
        "the optimizer gets no parameters",
        "parameters() sees what is an nn.Parameter; a plain tensor is not.",
    ),
    (
        "one-dimensional",
        r"1D tensors expected|Expected 1-D argument",
        "a product of vectors, such as torch.dot or outer, gets a tensor that does not have "
        "exactly one axis",
        "A matrix product is written @ or torch.matmul.",
    ),
    (
        "truth-of-many",
        r"Boolean value of Tensor with",
        "one true or false is asked of a tensor of many elements",
        "if, and, or and an option of a class want one value; torch.where chooses element by "
        "element.",
    ),
    (
        "math-overflow",
        r"math range error|Numerical result out of range",
        "a function of math gives a number that is too large for a float",
        "math.exp raises where torch.exp gives ∞: e^x overflows above x = 709.",
    ),
    (
        "unbound-local",
        r"cannot access local variable|referenced before assignment",
        "a local name is read before the line that gives it a value has run",
        "A name that is assigned anywhere in a function is local in all of it.",
    ),
    (
        "no-such-axis",
        r"tuple index out of range|Dimension out of range",
        "an axis is asked for that is not there",
        "A tensor of shape () has no axis at all, one of shape (n,) has only axis 0.",
    ),
    (
        "number-as-grad",
        r"assigned grad expected to be a Tensor",
        "`.grad` is given a plain number",
        "A gradient is a tensor of its own tensor's shape, or None.",
    ),
    (
        "grad-of-another-shape",
        r"attempting to assign a gradient of size",
        "`.grad` is given a tensor of another shape",
        "A gradient has the shape of what it belongs to.",
    ),
    (
        "flag-of-a-non-leaf",
        r"only change requires_grad flags of leaf",
        "requires_grad is changed on a tensor that was computed from others",
        "Only a leaf can be told to require grad; .detach() makes a new leaf.",
    ),
    (
        "whole-number-leaf",
        r"[Oo]nly Tensors of floating point",
        "a tensor of whole numbers is asked to require grad",
        "A slope needs steps as small as you like: torch.tensor(2.), with a point.",
    ),
    (
        "retain-without-graph",
        r"can't retain_grad",
        "retain_grad is called on a tensor without a graph",
        "There is nothing to retain where nothing will flow.",
    ),
    (
        "many-elements-as-number",
        r"only one element tensors|cannot be converted to Scalar",
        "a tensor of many elements is turned into one number",
        ".item() and float() take a tensor of exactly one element.",
    ),
    (
        "tuple-as-tensor",
        r"can't multiply sequence",
        "a tuple or list is used in arithmetic like a tensor",
        "torch.autograd.grad returns a tuple, even for one input: take its [0].",
    ),
    (
        "int64-wanted",
        r"expected target dtype to be|expected scalar type Long but found",
        "whole numbers (int64) are wanted, and others are given",
        "The label of a class is a number to look up: .long() makes it one.",
    ),
    (
        "whole-numbers-only",
        r"not implemented for '(Float|Double)'",
        "an operation on bits or whole numbers gets floating-point ones",
        "^ and & work on bits; a power is written **.",
    ),
    (
        "mixed-dtypes",
        r"expected .* to have the same dtype|same dtype|expected scalar type|dtype .* but found"
        r"|can't be cast to the desired output type|not implemented for '(Long|Int|Byte|Bool)'",
        "tensors of different or unfit dtypes meet",
        "torch.tensor(0) is int64; torch.tensor(0.) is float32.",
    ),
    (
        "mean-of-integers",
        r"could not infer output dtype",
        "a mean is asked of whole numbers",
        "mean divides, so it wants a floating-point tensor: convert with .float() first.",
    ),
    (
        "values-and-indices",
        r"torch\.return_types",
        "the pair that max(dim=…) or min(dim=…) returns is used like a tensor",
        "It holds values and indices: take .values, or torch.amax.",
    ),
    (
        "indices-wanted",
        r"must be long, int, byte or bool|index .* out of (range|bounds)|out of bounds",
        "an index is of the wrong kind or outside of the tensor",
        "",
    ),
    (
        "size-not-whole",
        # Which of these torch says depends on its version, and on how many sizes there are.
        r"\b(zeros|ones|empty|rand|randn)\(\) received an invalid combination of arguments - "
        r"got \(float|argument 'size' .* must be tuple of ints, .*\bfloat",
        "a size is given as a number that is not whole",
        "Sizes count: they are whole numbers. Look at the order of the arguments, too.",
    ),
    (
        "missing-argument",
        r"missing \d+ required|takes \d+ positional|takes from \d+|unexpected keyword|"
        r"takes no arguments|got multiple values"
        # torch before 2.7 says so of an axis that is missing
        r"|transpose\(\) received an invalid combination of arguments - got \((int)?\)",
        "a function gets more or fewer arguments than it takes",
        "Compare the call with the line of its def; a method's first argument is self.",
    ),
    (
        "grad-is-none",
        r"'NoneType'",
        "something is None that should hold a value",
        "`.grad` is None before backward and on non-leaf tensors; a function without return "
        "gives None.",
    ),
    (
        "not-a-tensor",
        r"must be Tensor, not|argument 'input' .* must be Tensor",
        "a torch function gets a Python number where it wants a tensor",
        "torch.exp(1.0) fails; torch.exp(torch.tensor(1.0)) does not.",
    ),
    (
        "saved-no-tensor",
        r"save_for_backward can only save",
        "save_for_backward gets something that is not a tensor",
        "The tensors are handed over one by one, not in a list: ctx.save_for_backward(x, w).",
    ),
    (
        "not-writable",
        r"is not writable|has no setter|can't set attribute|object attribute .* is read-only",
        "an attribute is assigned that can only be read",
        "ctx.save_for_backward(…) fills ctx.saved_tensors; a property changes through its setter.",
    ),
    (
        "unfit-operands",
        r"unsupported operand type|bad operand type",
        "an operator stands between values that it does not work on",
        "Print type(…) of both sides: a shape, a tuple or a dict is no number.",
    ),
)

_UNDEFINED = "This name is not defined: run the cell that defines it, or look at its spelling."


def tag_of(error: BaseException) -> str:
    """Class and tag, such as ``RuntimeError: shapes-of-a-product``; never the message."""
    name = _class_name(error)
    if _has_base(type(error), NOT_ATTEMPTED):
        return NOT_ATTEMPTED
    # A text with a space in it is somebody's message and no key.
    if isinstance(error, KeyError) and _is_word(error.args[0] if error.args else None):
        return f"KeyError: {error.args[0][:40]}"
    if isinstance(error, AttributeError) and isinstance(error.name, str):
        # nn.Module's own registers have an entry of their own in the table.
        own = re.search(r"'_(parameters|modules|buffers|\w*hooks)'", _message(error))
        if not own:
            prefix = "of None: " if error.obj is None else ""
            return f"{name}: {prefix}{error.name[:40]}"
    message = _message(error)
    if isinstance(error, AttributeError) and error.name is None:
        # Types written in C name the attribute in their message alone when it is assigned.
        unknown = re.search(r"^'(\w+)' object has no attribute '([a-zA-Z]\w*)'", message)
        if unknown:
            prefix = "of None: " if unknown.group(1) == "NoneType" else ""
            return f"{name}: {prefix}{unknown.group(2)[:40]}"
    if isinstance(error, NameError) and isinstance(error.name, str):
        return f"{name}: {error.name[:40]}"
    if isinstance(error, NotImplementedError) and "not implemented for '" in message:
        name = "RuntimeError"  # which of the two torch raises depends on its version
    for tag, pattern, _, _ in _TABLE:
        if re.search(pattern, message):
            return f"{name}: {tag}"
    return name


def _is_word(value: object) -> bool:
    return isinstance(value, str) and " " not in value


def is_not_attempted(tag: str | None) -> bool:
    """Whether the tag is that of the stub's own exception."""
    return tag == NOT_ATTEMPTED


def say_raised(tag: str, fallback: Cause | None = None) -> Cause | None:
    """The sentence for a tag, when the table has one."""
    name, _, rest = tag.partition(": ")
    if name == "UnboundLocalError" and rest == "unbound-local":
        return _from_table(rest)
    if name in ("NameError", "UnboundLocalError") and rest:
        return Cause(
            "general:undefined-name",
            f"the name {rest} is used but not defined where the line runs",
            _UNDEFINED,
        )
    if name == "KeyError" and rest:
        return Cause(
            "general:missing-key",
            f"a dictionary is asked for the key {rest!r} that it does not have",
            "Keys are compared letter by letter.",
        )
    if name == "AttributeError" and rest.startswith("of None: "):
        return Cause(
            "general:attribute-of-none",
            f".{rest.removeprefix('of None: ')} is asked of a value that is None",
            "`.grad` is None before backward and on non-leaf tensors; a function without "
            "return gives None.",
        )
    known = _from_table(rest)
    if known:
        return known
    if name == "AttributeError" and rest:
        return Cause(
            "general:missing-attribute",
            f"an attribute named {rest} is asked for on something that has none",
            "Look at its spelling, and at what kind of object stands before the dot.",
        )
    if name == "RecursionError":
        return Cause("general:recursion", "a function calls itself without end", "")
    return fallback


def _from_table(tag: str) -> Cause | None:
    for entry, _, sentence, why in _TABLE:
        if entry == tag:
            return Cause(f"general:{entry}", sentence, why)
    return None


def detail_of(error: BaseException, limit: int = 400) -> str:
    """The exception's own line and the student's line that raised it: for people only."""
    place = _student_line(error.__traceback__)
    first = _message(error).strip().split("\n")[0]
    text = f"{_class_name(error)}: {first}" if first else _class_name(error)
    return (f"{text}  (line: {place})" if place else text)[:limit]


def _student_line(trace: TracebackType | None) -> str:
    line = ""
    try:
        for frame in traceback.extract_tb(trace, limit=64):
            ours = frame.filename.startswith(_PACKAGE)
            library = "site-packages" in frame.filename or "/lib/python" in frame.filename
            if frame.line and not ours and not library:
                line = frame.line
    except Exception:  # a hostile or odd traceback must not hide the exception itself
        return ""
    return line


def _message(error: BaseException) -> str:
    try:
        return str(error)[:2000]
    except Exception:  # str() of a student's own exception is student code
        return ""


def _class_name(error: BaseException) -> str:
    return str(type(error).__name__)[:60]


def _has_base(kind: type, name: str) -> bool:
    return any(base.__name__ == name for base in kind.__mro__)
