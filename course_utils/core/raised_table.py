"""The messages of Python and torch that are known, by tags.

The first entry whose pattern is found in a message counts: what is special stands before what
is general. Every tag has a hyphen in it, so that no name of a student's can be taken for one.
"""

from __future__ import annotations

# (tag, pattern in the message); what is said of a tag: course_utils.texts.raised
TABLE: tuple[tuple[str, str], ...] = (
    ("super-not-called", r"descriptor '__init__' of 'super' object"),
    ("list-of-modules", r"^(builtins\.)?(list|tuple|dict) is not a Module subclass"),
    (
        "class-as-module",
        r"^torch\.nn\.modules\.\S+ is not a Module subclass|ModuleList\.extend .* got type",
    ),
    (
        "function-as-module",
        r"^(torch\.(nn\.functional|_VariableFunctionsClass)\.\S+|\S*<lambda>) is not a Module "
        r"subclass|^(relu|dropout|sigmoid|tanh|softmax|flatten) is not a Module subclass",
    ),
    ("no-module", r"is not a Module subclass|ModuleList\.extend should be called with an iterable"),
    ("parameter-wanted", r"cannot assign '.*' object to parameter"),
    ("buffer-wanted", r"cannot assign '.*' (object to|as) buffer"),
    ("name-is-no-text", r"(buffer|parameter|module) name should be a string"),
    (
        "dotted-name",
        # A KeyError shows its message with the quotes escaped.
        r"name can.{1,2}t contain",
    ),
    ("module-replaced", r"cannot assign '.*' as child module"),
    ("keys-missing", r"Error\(s\) in loading state_dict(?s:.)*Missing key"),
    ("keys-unexpected", r"Error\(s\) in loading state_dict(?s:.)*Unexpected key"),
    ("state-of-other-shapes", r"Error\(s\) in loading state_dict"),
    ("state-dict-wanted", r"Expected state_dict to be dict-like"),
    ("no-forward-here", r'is missing the required "forward" function'),
    ("no-backward-here", r"must implement either the backward or vjp"),
    (
        "inference-tensor",
        r"[Ii]nplace update to inference tensor|Inference tensors (cannot|do not)",
    ),
    ("result-of-another-shape", r"Mismatch in shape: grad_output"),
    ("place-of-another-shape", r"The expanded size of the tensor"),
    (
        "axes-of-another-number",
        r"length of the desired ordering of dimensions|don't match in permute",
    ),
    ("gather-out-of-size", r"to be no larger than self|Size does not match at dimension"),
    ("gather-of-other-axes", r"Index tensor must have the same number of dimensions"),
    ("function-gives-no-tensor", r"outputs of the user-provided function given to"),
    (
        "generator-without-length",
        r"object of type '(generator|map|zip|filter)' has no len|"
        r"'(generator|map|zip|filter)' object is not subscriptable",
    ),
    ("no-length", r"has no len\(\)|len\(\) of a 0-d tensor"),
    ("index-of-one-number", r"invalid index of a 0-dim|slice\(\) cannot be applied to a 0-dim"),
    ("too-many-indices", r"too many indices for tensor"),
    ("list-too-short", r"list (assignment )?index out of range|pop from empty list"),
    ("batch-of-one", r"Expected more than 1 value per channel"),
    ("lazy-layer", r"uninitialized parameter"),
    ("numpy-of-a-graph", r"Can't call numpy\(\) on Tensor that requires grad"),
    ("mode-is-no-bool", r"training mode is expected to be boolean"),
    ("reshape-of-nothing", r"cannot reshape tensor of 0 elements"),
    ("labels-like-logits", r"Expected floating point type for target with class probabilities"),
    ("one-tensor-as-params", r"should be an iterable of [Tt]ensors"),
    ("params-of-no-tensors", r"optimizer can only optimize Tensors"),
    ("params-with-a-graph", r"can't optimize a non-leaf"),
    ("too-few-values", r"not enough values to unpack"),
    ("too-many-values", r"too many values to unpack"),
    (
        "division-by-zero",
        r"(division|modulo) by zero|by zero$|float modulo|0\.0 cannot be raised to a negative|"
        r"^zero to a negative power",
    ),
    ("endless-recursion", r"maximum recursion depth exceeded"),
    ("numbers-to-stack", r"expected Tensor as element \d+ in argument"),
    ("nothing-to-stack", r"expect(s|ed) a non-empty (TensorList|list of Tensors)"),
    ("single-numbers-to-cat", r"zero-dimensional tensor .* cannot be concatenated"),
    (
        "shapes-to-stack",
        r"stack expects each tensor to be equal size|Sizes of tensors must match except",
    ),
    ("copy-of-a-graph", r"support the deepcopy protocol"),
    ("module-called", r"'module' object is not callable"),
    (
        "whole-number-wanted",
        r"cannot be interpreted as an integer|can be converted to an index|slice indices must be",
    ),
    (
        "size-of-another-kind",
        r"argument 'size' .*but got (tuple|list|str|torch\.Size|Tensor)\b|"
        r"\b(zeros|ones|empty|rand|randn)\(\) received an invalid combination of arguments - "
        r"got \((list|tuple|torch\.Size), (int|list|tuple|torch\.Size)\b",
    ),
    ("math-domain", r"math domain error|expected a (positive|nonnegative) input"),
    (
        "no-such-key",
        r"(?!)",  # a KeyError's message is the key itself: tag_of knows it by its class
    ),
    ("not-assignable", r"does not support item assignment"),
    ("not-hashable", r"unhashable type"),
    ("rows-of-other-lengths", r"expected sequence of length"),
    ("one-number-wanted", r"must be real number, not|float\(\) argument must be"),
    ("probability-out-of-range", r"dropout probability has to be between"),
    ("true-or-false-wanted", r"condition to be a boolean tensor"),
    (
        "shapes-of-a-product",
        r"mat1 and mat2 shapes cannot be multiplied|size mismatch|inconsistent tensor size"
        r"|expected .* to have the same inner|vector size",
    ),
    (
        "matrix-wanted",
        r"must be a matrix|expected a matrix|expected a 2-?D tensor|must be 2-?D|only supports 2D",
    ),
    (
        "shapes-do-not-broadcast",
        r"must match the size of tensor|shape mismatch|not broadcastable"
        r"|doesn't match the broadcast",
    ),
    ("view-of-another-size", r"is invalid for input of size|view size is not compatible"),
    ("in-place-on-a-leaf", r"leaf Variable that requires grad"),
    (
        "no-graph",
        r"does not require grad and does not have a grad_fn|One of the differentiated Tensors "
        r"does not require grad|appears to not have been used in the graph",
    ),
    ("backward-of-a-vector", r"grad can be implicitly created only for scalar"),
    ("number-of-gradients", r"incorrect number of gradients"),
    ("gradient-shape", r"returned an invalid gradient"),
    ("graph-used-twice", r"backward through the graph a second time"),
    ("changed-in-place", r"modified by an inplace operation"),
    ("parameter-rebound", r"cannot assign .* as parameter"),
    (
        "module-not-initialised",
        r"before Module\.__init__|has no attribute '_(parameters|modules|buffers|backward_hooks"
        r"|forward_hooks|backward_pre_hooks)'",
    ),
    ("not-a-context", r"does not support the (asynchronous )?context manager protocol"),
    ("name-taken", r"attribute '.*' already exists"),
    ("number-called", r"'(float|int)' object is not callable"),
    ("tensor-called", r"'(Tensor|Parameter)' object is not callable"),
    ("flag-is-a-method", r"must be bool, not (builtin_function_or_method|method|function)\b"),
    ("not-callable", r"'(?!NoneType')[\w.]+' object is not callable"),
    (
        "method-not-called",
        r"'(builtin_function_or_method|method|function)' (object|and)"
        r"|and '(builtin_function_or_method|method|function)'",
    ),
    (
        "not-iterable",
        r"'(int|float)' object is not iterable|iteration over a 0-d tensor"
        r"|cannot unpack non-iterable (int|float) ",
    ),
    ("no-parameters", r"optimizer got an empty parameter list"),
    ("one-dimensional", r"1D tensors expected|Expected 1-D argument"),
    ("truth-of-many", r"Boolean value of Tensor with"),
    (
        "math-overflow",
        r"math range error|Numerical result out of range|int too large to convert to float",
    ),
    ("unbound-local", r"cannot access local variable|referenced before assignment"),
    ("no-such-axis", r"tuple index out of range|Dimension out of range"),
    ("number-as-grad", r"assigned grad expected to be a Tensor"),
    ("grad-of-another-shape", r"attempting to assign a gradient of size"),
    ("flag-of-a-non-leaf", r"only change requires_grad flags of leaf"),
    ("whole-number-leaf", r"[Oo]nly Tensors of floating point"),
    ("retain-without-graph", r"can't retain_grad"),
    ("many-elements-as-number", r"only one element tensors|cannot be converted to Scalar"),
    (
        "module-for-its-result",
        r"(must be Tensor, not |unsupported operand .*')(ReLU|Sigmoid|Tanh|Softmax|LogSoftmax"
        r"|Linear|Dropout|Flatten|Sequential|\w+Loss)\b",
    ),
    (
        "tuple-as-tensor",
        r"can't multiply sequence|'Tensor' and '(list|tuple)'|'(list|tuple)' and 'Tensor'",
    ),
    ("int64-wanted", r"expected target dtype to be|expected scalar type Long but found"),
    (
        "whole-numbers-only",
        r"not implemented for '(Float|Double)'"
        r"|unsupported operand type\(s\) for [\^&|]=?: '(float|int)'",
    ),
    (
        "mixed-dtypes",
        r"expected .* to have the same dtype|same dtype|expected scalar type|dtype .* but found"
        r"|can't be cast to the desired output type|not implemented for '(Long|Int|Byte|Bool)'",
    ),
    ("mean-of-integers", r"could not infer output dtype"),
    ("values-and-indices", r"torch\.return_types"),
    (
        "index-of-another-kind",
        r"must be long, int, byte or bool|are valid indices|to have one of the following scalar",
    ),
    ("modules-too-few", r"^index -?\d+ is out of range$"),
    ("index-outside", r"index .* out of (range|bounds)|out of bounds"),
    (
        "size-not-whole",
        # Which of these torch says depends on its version, and on how many sizes there are.
        r"\b(zeros|ones|empty|rand|randn)\(\) received an invalid combination of arguments - "
        r"got \(float|argument 'size' .* must be tuple of ints, .*\bfloat"
        r"|argument 'size' .*\bfloat\b",
    ),
    (
        "axes-missing",
        # torch before 2.7 calls it an invalid combination
        r"^(transpose|permute|swapaxes|movedim)\(\) (missing|received an invalid combination of "
        r"arguments - got \((int)?\))",
    ),
    ("sigmoid-without-self", r"\bsigmoid\(\) missing 1 required positional argument: 'z'"),
    ("argument-unknown", r"unexpected keyword"),
    ("argument-twice", r"got multiple values"),
    ("argument-missing", r"missing \d+ required"),
    ("argument-too-many", r"takes \d+ positional|takes from \d+|takes no arguments|takes exactly"),
    ("grad-is-none", r"'NoneType'|must be Tensor, not NoneType"),
    ("not-a-tensor", r"must be Tensor, not|argument 'input' .* must be Tensor"),
    ("saved-no-tensor", r"save_for_backward can only save"),
    (
        "not-writable",
        r"is not writable|has no setter|can't set attribute|object attribute .* is read-only",
    ),
    ("unfit-operands", r"unsupported operand type|bad operand type"),
    ("not-subscriptable", r"object is not subscriptable"),
    ("nothing-to-go-over", r"object is not iterable|cannot unpack non-iterable"),
    (
        "argument-of-another-kind",
        r"argument '\w+' .*must be |received an invalid combination of arguments|invalid data type",
    ),
)
