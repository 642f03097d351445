"""The messages of Python and torch that are known, and what is said of them.

The first entry whose pattern is found in a message counts: what is special stands before what
is general. Every tag has a hyphen in it, so that no name of a student's can be taken for one.
"""

from __future__ import annotations

# (tag, pattern in the message, "This is what you get when …", why)
TABLE: tuple[tuple[str, str, str, str], ...] = (
    (
        "super-not-called",
        r"descriptor '__init__' of 'super' object",
        "super is written without its brackets",
        "It is `super().__init__()`: two pairs of brackets.",
    ),
    (
        "list-of-modules",
        r"^(builtins\.)?(list|tuple|dict) is not a Module subclass",
        "a list stands where a module belongs, as in nn.Sequential([…])",
        "nn.Sequential takes the modules one by one: nn.Sequential(*layers), with a star. "
        "nn.ModuleList takes one list.",
    ),
    (
        "class-as-module",
        r"^torch\.nn\.modules\.\S+ is not a Module subclass|ModuleList\.extend .* got type",
        "a class such as nn.ReLU stands where a module belongs",
        "nn.ReLU is the class; nn.ReLU(), with brackets, makes a module of it.",
    ),
    (
        "function-as-module",
        r"^(torch\.(nn\.functional|_VariableFunctionsClass)\.\S+|\S*<lambda>) is not a Module "
        r"subclass|^(relu|dropout|sigmoid|tanh|softmax|flatten) is not a Module subclass",
        "a function stands where a module belongs",
        "nn.Sequential and nn.ModuleList hold modules: nn.ReLU() is the module for F.relu, "
        "nn.Dropout(p) the one for F.dropout, nn.Flatten() the one for torch.flatten.",
    ),
    (
        "no-module",
        r"is not a Module subclass|ModuleList\.extend should be called with an iterable",
        "something stands where a module, or a list of modules, belongs",
        "nn.Sequential and nn.ModuleList hold objects of classes that inherit nn.Module, made by "
        "calling the class.",
    ),
    (
        "parameter-wanted",
        r"cannot assign '.*' object to parameter",
        "register_parameter gets something that is no nn.Parameter",
        "It takes an nn.Parameter, or None: nn.Parameter(tensor) makes one of a tensor.",
    ),
    (
        "buffer-wanted",
        r"cannot assign '.*' (object to|as) buffer",
        "a buffer gets something that is no tensor",
        "A buffer is a tensor, or None: torch.tensor(…) makes one of a number or a list.",
    ),
    (
        "name-is-no-text",
        r"(buffer|parameter|module) name should be a string",
        "a buffer, a parameter or a module gets a name that is no text",
        'First the name, in quotation marks, then the tensor: register_buffer("mean", mean).',
    ),
    (
        "dotted-name",
        # A KeyError shows its message with the quotes escaped.
        r"name can.{1,2}t contain",
        "a buffer, a parameter or a module gets a name with a dot in it",
        'The name stands alone: register_buffer("mean", mean) makes self.mean.',
    ),
    (
        "module-replaced",
        r"cannot assign '.*' as child module",
        "an attribute that holds a module is given something that is none",
        "Use another name for the second thing.",
    ),
    (
        "keys-missing",
        r"Error\(s\) in loading state_dict(?s:.)*Missing key",
        "load_state_dict gets a dictionary without some of the module's names",
        "Its keys are those of module.state_dict(): parameters and buffers, with their full names.",
    ),
    (
        "keys-unexpected",
        r"Error\(s\) in loading state_dict(?s:.)*Unexpected key",
        "load_state_dict gets names that the module does not have",
        "Its keys are those of module.state_dict(): parameters and buffers, with their full names.",
    ),
    (
        "state-of-other-shapes",
        r"Error\(s\) in loading state_dict",
        "load_state_dict gets tensors of other shapes than the module's",
        "Both modules have to be made with the same sizes.",
    ),
    (
        "state-dict-wanted",
        r"Expected state_dict to be dict-like",
        "load_state_dict gets something that is no dictionary",
        "model.state_dict() is the dictionary; model.state_dict, without brackets, is a method.",
    ),
    (
        "no-forward-here",
        r'is missing the required "forward" function',
        "a Module is called that has no forward of its own",
        "A class gets its forward by def forward(self, x), indented in the class. nn.ModuleList "
        "and nn.ModuleDict have none: a loop calls their modules one after the other.",
    ),
    (
        "no-backward-here",
        r"must implement either the backward or vjp",
        "the backward pass is asked of an autograd.Function that has no backward",
        "It is a second function in the class: @staticmethod, then def backward(ctx, …), indented "
        "like forward.",
    ),
    (
        "inference-tensor",
        r"[Ii]nplace update to inference tensor|Inference tensors (cannot|do not)",
        "a tensor that was made under torch.inference_mode() is changed, or used in a graph",
        "torch.no_grad() makes ordinary tensors without a graph; those of inference_mode are "
        "locked for ever.",
    ),
    (
        "result-of-another-shape",
        r"Mismatch in shape: grad_output",
        "a gradient is sent back through a result that has another shape than the gradient",
        "∂loss/∂out has the shape of out.",
    ),
    (
        "place-of-another-shape",
        r"The expanded size of the tensor",
        "a tensor is put into a place, or expanded to a shape, that it does not fit",
        "In out[i] = row, row has as many elements as out[i]. Look which of the two sizes each "
        "index counts.",
    ),
    (
        "axes-of-another-number",
        r"length of the desired ordering of dimensions|don't match in permute",
        "permute names more or fewer axes than the tensor has",
        "permute(1, 0) is for two axes: every axis is named once.",
    ),
    (
        "gather-out-of-size",
        r"to be no larger than self|Size does not match at dimension",
        "the index that gather gets is larger than the tensor",
        "The index has the tensor's axes; only along dim it may be longer.",
    ),
    (
        "gather-of-other-axes",
        r"Index tensor must have the same number of dimensions",
        "the index that gather gets has another number of axes than the tensor",
        "y[:, None] makes (N, 1) of (N,).",
    ),
    (
        "function-gives-no-tensor",
        r"outputs of the user-provided function given to",
        "torch.autograd.functional gets a function that does not return a tensor",
        "It can differentiate only what was computed with tensors.",
    ),
    (
        "generator-without-length",
        r"object of type '(generator|map|zip|filter)' has no len|"
        r"'(generator|map|zip|filter)' object is not subscriptable",
        "a generator is asked for its length, or for one of its elements",
        "A generator only gives its elements one after the other, once: list(…) keeps them.",
    ),
    (
        "no-length",
        r"has no len\(\)|len\(\) of a 0-d tensor",
        "len is asked of something that has no length",
        "A number has none, and neither has a tensor of shape (); x.numel() counts the elements "
        "of every tensor.",
    ),
    (
        "index-of-one-number",
        r"invalid index of a 0-dim|slice\(\) cannot be applied to a 0-dim",
        "a tensor of shape () is indexed like one with axes",
        "It holds one number and has no axis; x.view(-1) has one, whatever the shape of x.",
    ),
    (
        "too-many-indices",
        r"too many indices for tensor",
        "a tensor gets more indices than it has axes",
        "x[i, j] wants two axes; print x.shape.",
    ),
    (
        "list-too-short",
        r"list (assignment )?index out of range|pop from empty list",
        "a list is asked for an element that it does not have",
        "An empty list has no element 0, not even to assign to: append makes new ones.",
    ),
    (
        "batch-of-one",
        r"Expected more than 1 value per channel",
        "a batch norm in train mode gets a batch of one sample",
        "It divides by the spread over the batch; one sample has none.",
    ),
    (
        "lazy-layer",
        r"uninitialized parameter",
        "a lazy layer is used before its first call",
        "Its weights are made when the first batch comes through: nn.Linear(in, out) has them at "
        "once.",
    ),
    (
        "numpy-of-a-graph",
        r"Can't call numpy\(\) on Tensor that requires grad",
        ".numpy() is called on a tensor that belongs to a graph",
        "detach() it first: numpy knows no graphs.",
    ),
    (
        "mode-is-no-bool",
        r"training mode is expected to be boolean",
        "train gets something that is neither True nor False",
        "model.training is the flag; model.train is the method that sets it.",
    ),
    (
        "reshape-of-nothing",
        r"cannot reshape tensor of 0 elements",
        "a tensor without elements is reshaped with −1",
        "Of no elements nobody can say how many belong into each row.",
    ),
    (
        "labels-like-logits",
        r"Expected floating point type for target with class probabilities",
        "cross_entropy gets logits and labels of one shape",
        "Logits are (N, C), labels (N,). Of one shape, the labels are taken for probabilities, "
        "and these are no whole numbers.",
    ),
    (
        "one-tensor-as-params",
        r"should be an iterable of [Tt]ensors",
        "the optimizer gets one tensor, not a list of them",
        "Put it into a list: [w].",
    ),
    (
        "params-of-no-tensors",
        r"optimizer can only optimize Tensors",
        "the optimizer gets something that is no tensor",
        "It wants the Parameters themselves: model.parameters().",
    ),
    (
        "params-with-a-graph",
        r"can't optimize a non-leaf",
        "the optimizer gets a tensor that was computed from others",
        "Only a leaf can be learned: an nn.Parameter, or a tensor made with requires_grad=True.",
    ),
    (
        "too-few-values",
        r"not enough values to unpack",
        "a line such as a, b = … gets fewer values than it has names",
        "Print what stands on the right of the =, or its shape.",
    ),
    (
        "too-many-values",
        r"too many values to unpack",
        "a line such as a, b = … gets more values than it has names",
        "Print what stands on the right of the =, or its shape.",
    ),
    (
        "division-by-zero",
        r"(division|modulo) by zero|by zero$|float modulo|0\.0 cannot be raised to a negative|"
        r"^zero to a negative power",
        "a Python number is divided by zero",
        "Python raises there, where torch gives ∞ or NaN.",
    ),
    (
        "endless-recursion",
        r"maximum recursion depth exceeded",
        "a function calls itself without end",
        "",
    ),
    (
        "numbers-to-stack",
        r"expected Tensor as element \d+ in argument",
        "torch.stack or torch.cat gets numbers where tensors belong",
        "torch.tensor(…) makes a tensor of a list of numbers.",
    ),
    (
        "nothing-to-stack",
        r"expect(s|ed) a non-empty (TensorList|list of Tensors)",
        "torch.stack or torch.cat gets an empty list",
        "Without a tensor in it there is no shape to go by.",
    ),
    (
        "single-numbers-to-cat",
        r"zero-dimensional tensor .* cannot be concatenated",
        "torch.cat gets tensors of shape ()",
        "torch.cat joins along an axis that is there; torch.stack makes a new one.",
    ),
    (
        "shapes-to-stack",
        r"stack expects each tensor to be equal size|Sizes of tensors must match except",
        "torch.stack or torch.cat gets tensors whose shapes do not fit together",
        "stack wants equal shapes; cat allows them to differ along dim alone.",
    ),
    (
        "copy-of-a-graph",
        r"support the deepcopy protocol",
        "copy.deepcopy is asked for a tensor that was computed with a graph",
        "x.detach().clone() copies the values.",
    ),
    (
        "module-called",
        r"'module' object is not callable",
        "a module of Python's, such as the file nn.parameter, is called like a function",
        "Capital letters count: nn.parameter is a file of torch's, nn.Parameter the class in it.",
    ),
    (
        "whole-number-wanted",
        r"cannot be interpreted as an integer|can be converted to an index|slice indices must be",
        "a whole number is wanted, as in range(…) or behind an index's brackets, and something "
        "else is given",
        "x.shape is a tuple, x.shape[0] a whole number; / makes a float, // a whole number.",
    ),
    (
        "size-of-another-kind",
        r"argument 'size' .*but got (tuple|list|str|torch\.Size|Tensor)\b|"
        r"\b(zeros|ones|empty|rand|randn)\(\) received an invalid combination of arguments - "
        r"got \((list|tuple|torch\.Size), (int|list|tuple|torch\.Size)\b",
        "a size is given as something that is no whole number, such as a tuple or a list",
        "nn.Linear(784, 100) and torch.randn(784, 100) want one whole number for each size: "
        "x.shape[0], not x.shape.",
    ),
    (
        "math-domain",
        r"math domain error|expected a (positive|nonnegative) input",
        "a function of math gets a number that it has no value for, as math.log(0)",
        "torch.log gives −∞ or NaN there and goes on; math.log and math.sqrt raise.",
    ),
    (
        "no-such-key",
        r"(?!)",  # a KeyError's message is the key itself: tag_of knows it by its class
        "a dictionary is asked for a key that it does not have",
        "A key has to be put in before it is looked up: d[key] = …; d.get(key, 0) gives 0 instead.",
    ),
    (
        "not-assignable",
        r"does not support item assignment",
        "an element is assigned in something that cannot be changed, such as a tuple",
        "A list can be changed, and so can a tensor.",
    ),
    (
        "not-hashable",
        r"unhashable type",
        "a list, a dictionary or a set is used as a key",
        "Keys are texts, numbers or tuples; a tensor is told apart by id(p).",
    ),
    (
        "rows-of-other-lengths",
        r"expected sequence of length",
        "torch.tensor gets lists of different lengths",
        "The rows of a tensor all have one length.",
    ),
    (
        "one-number-wanted",
        r"must be real number, not|float\(\) argument must be",
        "one number is wanted, and something else is given",
        "The functions of math take a number; torch.exp and the like take a whole tensor.",
    ),
    (
        "probability-out-of-range",
        r"dropout probability has to be between",
        "the probability of a dropout is not between 0 and 1",
        "p is the share that is dropped.",
    ),
    (
        "true-or-false-wanted",
        r"condition to be a boolean tensor",
        "torch.where gets a condition that is not true or false",
        "A comparison such as x > 0 gives true and false.",
    ),
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
        "register_buffer and register_parameter make the attribute themselves: no self.name = … "
        "before them.",
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
        "flag-is-a-method",
        r"must be bool, not (builtin_function_or_method|method|function)\b",
        "a method stands where true or false belongs",
        "self.training is the flag of a module, self.train the method that sets it.",
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
        r"'(int|float)' object is not iterable|iteration over a 0-d tensor"
        r"|cannot unpack non-iterable (int|float) ",
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
        r"math range error|Numerical result out of range|int too large to convert to float",
        "a number comes out that is too large for a float of Python's",
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
        "module-for-its-result",
        r"(must be Tensor, not |unsupported operand .*')(ReLU|Sigmoid|Tanh|Softmax|LogSoftmax"
        r"|Linear|Dropout|Flatten|Sequential|\w+Loss)\b",
        "a module itself stands where its result is meant",
        "nn.ReLU(x) makes a module and calls nothing; nn.ReLU()(x) makes one and calls it with x.",
    ),
    (
        "tuple-as-tensor",
        r"can't multiply sequence|'Tensor' and '(list|tuple)'|'(list|tuple)' and 'Tensor'",
        "a tuple or list is used in arithmetic like a tensor",
        "torch.tensor(…) makes a tensor of a list of numbers; torch.autograd.grad returns a tuple, "
        "even for one input: take its [0].",
    ),
    (
        "int64-wanted",
        r"expected target dtype to be|expected scalar type Long but found",
        "whole numbers (int64) are wanted, and others are given",
        "The label of a class is a number to look up: .long() makes it one.",
    ),
    (
        "whole-numbers-only",
        r"not implemented for '(Float|Double)'"
        r"|unsupported operand type\(s\) for [\^&|]=?: '(float|int)'",
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
        "index-of-another-kind",
        r"must be long, int, byte or bool|are valid indices|to have one of the following scalar",
        "an index is neither a whole number nor true or false",
        "In x[i], i is an int, a tensor of int64 or a mask; / makes a float, // a whole number.",
    ),
    (
        "modules-too-few",
        r"^index -?\d+ is out of range$",
        "an nn.ModuleList or nn.Sequential is asked for a module that it does not have",
        "One of n modules has the indices 0 to n − 1; an empty one has none.",
    ),
    (
        "index-outside",
        r"index .* out of (range|bounds)|out of bounds",
        "an index is larger than its axis allows",
        "Along an axis of n elements indices go from 0 to n − 1: look which size each range goes "
        "over.",
    ),
    (
        "size-not-whole",
        # Which of these torch says depends on its version, and on how many sizes there are.
        r"\b(zeros|ones|empty|rand|randn)\(\) received an invalid combination of arguments - "
        r"got \(float|argument 'size' .* must be tuple of ints, .*\bfloat"
        r"|argument 'size' .*\bfloat\b",
        "a size is given as a number that is not whole",
        "Sizes count: they are whole numbers. / gives a float, // a whole number. Look at the "
        "order of the arguments, too.",
    ),
    (
        "axes-missing",
        # torch before 2.7 calls it an invalid combination
        r"^(transpose|permute|swapaxes|movedim)\(\) (missing|received an invalid combination of "
        r"arguments - got \((int)?\))",
        "transpose or permute is called without all the axes that it wants",
        "x.transpose(0, 1) names both axes; x.T needs none.",
    ),
    (
        "sigmoid-without-self",
        r"\bsigmoid\(\) missing 1 required positional argument: 'z'",
        "sigmoid gets one argument too few",
        "sigmoid is a method of the class: self.sigmoid(z), with self in front and z between the "
        "brackets.",
    ),
    (
        "argument-unknown",
        r"unexpected keyword",
        "a function gets an argument by a name that it does not know",
        "Compare the call with the line of its def, letter by letter.",
    ),
    (
        "argument-twice",
        r"got multiple values",
        "a function gets one of its arguments twice",
        "Once by its place and once by its name: leave one of them out.",
    ),
    (
        "argument-missing",
        r"missing \d+ required",
        "a function gets fewer arguments than it wants",
        "Compare the call with the line of its def, and both with the contract. A method is "
        "called through its object: self.f(z), not f(z).",
    ),
    (
        "argument-too-many",
        r"takes \d+ positional|takes from \d+|takes no arguments|takes exactly",
        "a function gets more arguments than it takes",
        "Compare the call with the line of its def. A method counts self as its first argument.",
    ),
    (
        "grad-is-none",
        r"'NoneType'|must be Tensor, not NoneType",
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
    (
        "not-subscriptable",
        r"object is not subscriptable",
        "square brackets stand behind a value that has no elements",
        "Square brackets look up one element of a list, a dictionary, a tensor.",
    ),
    (
        "nothing-to-go-over",
        r"object is not iterable|cannot unpack non-iterable",
        "a loop or an unpacking goes over something that is no collection",
        "A loop goes over a list, a range, a tensor; a module gives its parts by .parameters() "
        "or .children().",
    ),
    (
        "argument-of-another-kind",
        r"argument '\w+' .*must be |received an invalid combination of arguments|invalid data type",
        "a function of torch gets an argument of another kind than it takes",
        "The message says what it got; compare it with the line of the call, argument by argument.",
    ),
)
