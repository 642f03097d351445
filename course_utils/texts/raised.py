"""What is said of an exception, by the tag that it has in :mod:`course_utils.core.raised_table`."""

from __future__ import annotations

from collections.abc import Mapping

# Tag: "This is what you get when …", and why.
_TAGS = {
    "super-not-called": (
        "super is written without its parentheses",
        "It is `super().__init__()`: two pairs of parentheses.",
    ),
    "list-of-modules": (
        "a list stands where a module belongs, as in nn.Sequential([…])",
        "nn.Sequential takes the modules one by one: nn.Sequential(*layers), with a star. "
        "nn.ModuleList takes one list.",
    ),
    "class-as-module": (
        "a class such as nn.ReLU stands where a module belongs",
        "nn.ReLU is the class; nn.ReLU(), with parentheses, makes a module of it.",
    ),
    "function-as-module": (
        "a function stands where a module belongs",
        "nn.Sequential and nn.ModuleList hold modules: nn.ReLU() is the module for F.relu, "
        "nn.Dropout(p) the one for F.dropout, nn.Flatten() the one for torch.flatten.",
    ),
    "no-module": (
        "something stands where a module, or a list of modules, belongs",
        "nn.Sequential and nn.ModuleList hold objects of classes that inherit nn.Module, made by "
        "calling the class.",
    ),
    "parameter-wanted": (
        "register_parameter gets something that is not an nn.Parameter",
        "It takes an nn.Parameter, or None: nn.Parameter(tensor) makes one of a tensor.",
    ),
    "buffer-wanted": (
        "a buffer gets something that is not a tensor",
        "A buffer is a tensor, or None: torch.tensor(…) makes one of a number or a list.",
    ),
    "name-is-no-text": (
        "a buffer, a parameter or a module gets a name that is not a string",
        'The name comes first, in quotation marks, then the tensor: register_buffer("mean", mean).',
    ),
    "dotted-name": (
        "a buffer, a parameter or a module gets a name with a dot in it",
        'The name stands alone: register_buffer("mean", mean) makes self.mean.',
    ),
    "module-replaced": (
        "an attribute that holds a module is given something that is not a module",
        "Use another name for the second thing.",
    ),
    "keys-missing": (
        "load_state_dict gets a dictionary without some of the module's names",
        "Its keys are those of module.state_dict(): parameters and buffers, with their full names.",
    ),
    "keys-unexpected": (
        "load_state_dict gets names that the module does not have",
        "Its keys are those of module.state_dict(): parameters and buffers, with their full names.",
    ),
    "state-of-other-shapes": (
        "load_state_dict gets tensors whose shapes differ from the module's",
        "Both modules have to be made with the same sizes.",
    ),
    "state-dict-wanted": (
        "load_state_dict gets something that is not a dictionary",
        "model.state_dict() is the dictionary; model.state_dict, without parentheses, is a method.",
    ),
    "no-forward-here": (
        "a Module that has no forward of its own is called",
        "A class gets its forward by def forward(self, x), indented in the class. nn.ModuleList "
        "and nn.ModuleDict have none: a loop calls their modules one after the other.",
    ),
    "no-backward-here": (
        "backward is called through an autograd.Function that has no backward",
        "It is a second function in the class: @staticmethod, then def backward(ctx, …), indented "
        "like forward.",
    ),
    "inference-tensor": (
        "a tensor that was made under torch.inference_mode() is changed, or used in a graph",
        "torch.no_grad() makes ordinary tensors without a graph; those of inference_mode are "
        "locked for good.",
    ),
    "result-of-another-shape": (
        "a gradient is sent back through a result whose shape is not the gradient's",
        "∂loss/∂out has the shape of out.",
    ),
    "place-of-another-shape": (
        "a tensor is put into a place, or expanded to a shape, that it does not fit",
        "In out[i] = row, row has as many elements as out[i]. Check which of the two sizes each "
        "index counts.",
    ),
    "axes-of-another-number": (
        "permute names more or fewer axes than the tensor has",
        "permute(1, 0) is for two axes: every axis is named once.",
    ),
    "gather-out-of-size": (
        "the index that gather gets is larger than the tensor",
        "The index has the same axes as the tensor; only along dim may it be longer.",
    ),
    "gather-of-other-axes": (
        "the index that gather gets does not have as many axes as the tensor",
        "y[:, None] turns (N,) into (N, 1).",
    ),
    "function-gives-no-tensor": (
        "torch.autograd.functional gets a function that does not return a tensor",
        "It can differentiate only what was computed with tensors.",
    ),
    "generator-without-length": (
        "a generator is asked for its length, or for one of its elements",
        "A generator gives its elements one after the other, and only once: list(…) keeps them.",
    ),
    "no-length": (
        "len is called on something that has no length",
        "A number has none, and neither does a tensor of shape (); x.numel() counts the elements "
        "of any tensor.",
    ),
    "index-of-one-number": (
        "a tensor of shape () is indexed like one with axes",
        "It holds one number and has no axis; x.view(-1) has one axis, whatever the shape of x.",
    ),
    "too-many-indices": (
        "a tensor gets more indices than it has axes",
        "x[i, j] needs two axes; print x.shape.",
    ),
    "list-too-short": (
        "a list is asked for an element that it does not have",
        "An empty list has no element 0, not even to assign to: append makes new ones.",
    ),
    "batch-of-one": (
        "a batch norm in train mode gets a batch of one sample",
        "It divides by the spread over the batch; one sample has none.",
    ),
    "lazy-layer": (
        "a lazy layer is used before its first call",
        "Its weights are made when the first batch passes through it; nn.Linear(in, out) has them "
        "at once.",
    ),
    "numpy-of-a-graph": (
        ".numpy() is called on a tensor that belongs to a graph",
        "Call detach() first: NumPy knows nothing of graphs.",
    ),
    "mode-is-no-bool": (
        "train gets something that is neither True nor False",
        "model.training is the flag; model.train is the method that sets it.",
    ),
    "reshape-of-nothing": (
        "a tensor without elements is reshaped with −1",
        "If there are no elements, nothing says how many belong in each row.",
    ),
    "labels-like-logits": (
        "cross_entropy gets logits and labels of one shape",
        "Logits are (N, C), labels (N,). If they have one shape, the labels are taken for "
        "probabilities, which cannot be whole numbers.",
    ),
    "one-tensor-as-params": (
        "the optimizer gets one tensor, not a list of them",
        "Put it in a list: [w].",
    ),
    "params-of-no-tensors": (
        "the optimizer gets something that is not a tensor",
        "It needs the Parameters themselves: model.parameters().",
    ),
    "params-with-a-graph": (
        "the optimizer gets a tensor that was computed from others",
        "Only a leaf can be trained: an nn.Parameter, or a tensor made with requires_grad=True.",
    ),
    "too-few-values": (
        "a line such as a, b = … gets fewer values than it has names",
        "Print what stands on the right of the =, or its shape.",
    ),
    "too-many-values": (
        "a line such as a, b = … gets more values than it has names",
        "Print what stands on the right of the =, or its shape.",
    ),
    "division-by-zero": (
        "a Python number is divided by zero",
        "Python raises an exception where torch gives ∞ or NaN.",
    ),
    "endless-recursion": (
        "a function calls itself without end",
        "",
    ),
    "numbers-to-stack": (
        "torch.stack or torch.cat gets numbers where tensors belong",
        "torch.tensor(…) turns a list of numbers into a tensor.",
    ),
    "nothing-to-stack": (
        "torch.stack or torch.cat gets an empty list",
        "Without a tensor in it, there is no shape to use.",
    ),
    "single-numbers-to-cat": (
        "torch.cat gets tensors of shape ()",
        "torch.cat joins along an axis that exists; torch.stack makes a new one.",
    ),
    "shapes-to-stack": (
        "torch.stack or torch.cat gets tensors whose shapes do not fit together",
        "stack needs equal shapes; cat allows them to differ along dim only.",
    ),
    "copy-of-a-graph": (
        "copy.deepcopy is asked for a tensor that was computed with a graph",
        "x.detach().clone() copies the values.",
    ),
    "module-called": (
        "a Python module, such as the file nn.parameter, is called like a function",
        "Capital letters count: nn.parameter is one of torch's files, nn.Parameter the class in "
        "it.",
    ),
    "whole-number-wanted": (
        "something else is given where a whole number is needed, as in range(…) or as an index",
        "x.shape is a tuple, x.shape[0] a whole number; / makes a float, // a whole number.",
    ),
    "size-of-another-kind": (
        "a size is given as something other than a whole number, such as a tuple or a list",
        "nn.Linear(784, 100) and torch.randn(784, 100) take one whole number for each size: "
        "x.shape[0], not x.shape.",
    ),
    "math-domain": (
        "a function of math gets a number for which it has no value, as in math.log(0)",
        "torch.log gives −∞ or NaN there and goes on; math.log and math.sqrt raise an exception.",
    ),
    "no-such-key": (
        "a dictionary is asked for a key that it does not have",
        "A key has to be put in before it is looked up: d[key] = …; d.get(key, 0) gives 0 instead.",
    ),
    "not-assignable": (
        "an element of something that cannot be changed, such as a tuple, is assigned",
        "A list can be changed, and so can a tensor.",
    ),
    "not-hashable": (
        "a list, a dictionary or a set is used as a key",
        "Keys are strings, numbers or tuples; for a tensor p, use id(p).",
    ),
    "rows-of-other-lengths": (
        "torch.tensor gets lists of different lengths",
        "All rows of a tensor have the same length.",
    ),
    "one-number-wanted": (
        "something else is given where one number is needed",
        "The functions of math take one number; torch.exp and the like take a whole tensor.",
    ),
    "probability-out-of-range": (
        "the probability of a dropout is not between 0 and 1",
        "p is the share that is dropped.",
    ),
    "true-or-false-wanted": (
        "torch.where gets a condition that is not true or false",
        "A comparison such as x > 0 gives true and false.",
    ),
    "shapes-of-a-product": (
        "the inner sizes of a matrix product do not agree",
        "In A @ B the columns of A meet the rows of B: write both shapes down, then decide which "
        "one has to be transposed.",
    ),
    "matrix-wanted": (
        "a matrix product gets a tensor that is not two-dimensional",
        "torch.mm and .t() need exactly two axes.",
    ),
    "shapes-do-not-broadcast": (
        "two shapes that do not broadcast are combined",
        "Aligned from the right, two sizes must be equal, or one of them 1.",
    ),
    "view-of-another-size": (
        "a view or reshape does not fit the number or the order of the elements",
        "view keeps the elements and their order; it cannot transpose.",
    ),
    "in-place-on-a-leaf": (
        "a tensor that requires grad is changed in place outside torch.no_grad()",
        "autograd would have to record the update as part of the function.",
    ),
    "no-graph": (
        "backward starts from a value that has no graph",
        "The graph is lost by .item(), .detach(), torch.no_grad(), or when no input requires grad.",
    ),
    "backward-of-a-vector": (
        "backward is called on something that is not a scalar",
        "A vector has no single gradient: give backward the vector v of vᵀJ, or sum first.",
    ),
    "number-of-gradients": (
        "backward returns more or fewer gradients than forward has arguments",
        "Return one for each argument, in the same order, and None for what needs none.",
    ),
    "gradient-shape": (
        "backward returns a gradient that does not have its argument's shape",
        "A gradient has the shape of what it belongs to.",
    ),
    "graph-used-twice": (
        "backward runs twice through one graph",
        "The first pass frees the saved values: run the forward pass again.",
    ),
    "changed-in-place": (
        "a value that backward needs was changed in place",
        "The graph keeps references, not copies.",
    ),
    "parameter-rebound": (
        "an nn.Parameter is replaced by a plain tensor",
        "Change its values under torch.no_grad(), in place, so that it stays the same Parameter.",
    ),
    "module-not-initialised": (
        "the Module is used before super().__init__() has run",
        "nn.Module keeps its registers in attributes that its own __init__ makes.",
    ),
    "not-a-context": (
        "a with statement gets something that is not a context manager",
        "torch.no_grad is a class: with torch.no_grad(): needs its parentheses.",
    ),
    "name-taken": (
        "a parameter, buffer or module is registered under a name that the object already has",
        "register_buffer and register_parameter make the attribute themselves: leave out the "
        "self.name = … before them.",
    ),
    "number-called": (
        "a number is called like a function: a * is missing, or an attribute is called",
        "(1/m)(…) is a call; (1/m) * (…) is a product.",
    ),
    "tensor-called": (
        "a tensor is called like a function: a * is missing, an attribute such as .T is written "
        "with parentheses, or an argument stands in another's place",
        "A value followed by parentheses is a call; a product needs its *.",
    ),
    "flag-is-a-method": (
        "a method stands where true or false belongs",
        "self.training is the flag of a module, self.train the method that sets it.",
    ),
    "not-callable": (
        "something that is not a function is called like one",
        "Parentheses call, brackets look up, and an attribute has neither: f(x), grads['dw'], x.T.",
    ),
    "method-not-called": (
        "a method or function itself is used where its result belongs: it is not called",
        "x.t is a method; x.t() is its result.",
    ),
    "not-iterable": (
        "a loop or an unpacking gets a single number",
        "A number has no elements; range(n) gives n rounds.",
    ),
    "no-parameters": (
        "the optimizer gets no parameters",
        "parameters() finds every nn.Parameter, and no plain tensor.",
    ),
    "one-dimensional": (
        "a product of vectors, such as torch.dot or outer, gets a tensor that does not have "
        "exactly one axis",
        "A matrix product is written @ or torch.matmul.",
    ),
    "truth-of-many": (
        "a tensor of many elements stands where one true or false is needed",
        "if, and, or and an option of a class need one value; torch.where chooses element by "
        "element.",
    ),
    "math-overflow": (
        "the result is too large for a Python float",
        "math.exp raises an exception where torch.exp gives ∞: e^x overflows above x = 709.",
    ),
    "unbound-local": (
        "a local name is read before the line that gives it a value has run",
        "A name that is assigned anywhere in a function is local in all of it.",
    ),
    "no-such-axis": (
        "an axis that does not exist is asked for",
        "A tensor of shape () has no axis at all; one of shape (n,) has only axis 0.",
    ),
    "number-as-grad": (
        "`.grad` is given a plain number",
        "A gradient has the shape of its own tensor, or is None.",
    ),
    "grad-of-another-shape": (
        "`.grad` is given a tensor of another shape",
        "A gradient has the shape of what it belongs to.",
    ),
    "flag-of-a-non-leaf": (
        "requires_grad is changed on a tensor that was computed from others",
        "Only a leaf can be told to require grad; .detach() makes a new leaf.",
    ),
    "whole-number-leaf": (
        "a tensor of whole numbers is asked to require grad",
        "A slope needs steps as small as you like: write torch.tensor(2.), with a point.",
    ),
    "retain-without-graph": (
        "retain_grad is called on a tensor without a graph",
        "There is nothing to retain where nothing will flow.",
    ),
    "many-elements-as-number": (
        "a tensor of many elements is turned into one number",
        ".item() and float() take a tensor of exactly one element.",
    ),
    "module-for-its-result": (
        "a module itself stands where its result is meant",
        "nn.ReLU(x) makes a module and calls nothing; nn.ReLU()(x) makes one and calls it with x.",
    ),
    "tuple-as-tensor": (
        "a tuple or list is used in arithmetic like a tensor",
        "torch.tensor(…) turns a list of numbers into a tensor; torch.autograd.grad returns a "
        "tuple even for one input: take its [0].",
    ),
    "int64-wanted": (
        "other numbers are given where whole numbers (int64) are needed",
        "The label of a class is used to look something up, so it has to be whole: .long() makes "
        "it so.",
    ),
    "whole-numbers-only": (
        "an operation on bits or whole numbers gets floating-point numbers",
        "^ and & work on bits; a power is written with **.",
    ),
    "mixed-dtypes": (
        "tensors are combined whose dtypes differ or do not suit the operation",
        "torch.tensor(0) is int64; torch.tensor(0.) is float32.",
    ),
    "mean-of-integers": (
        "a mean of whole numbers is asked for",
        "mean divides, so it needs a floating-point tensor: convert with .float() first.",
    ),
    "values-and-indices": (
        "the pair that max(dim=…) or min(dim=…) returns is used like a tensor",
        "It holds values and indices: take .values, or use torch.amax.",
    ),
    "index-of-another-kind": (
        "an index is neither a whole number nor true or false",
        "In x[i], i is an int, a tensor of int64 or a mask; / makes a float, // a whole number.",
    ),
    "modules-too-few": (
        "an nn.ModuleList or nn.Sequential is asked for a module that it does not have",
        "With n modules, the indices go from 0 to n − 1; an empty list has none.",
    ),
    "index-outside": (
        "an index is larger than its axis allows",
        "Along an axis of n elements indices go from 0 to n − 1: check which size each range uses.",
    ),
    "size-not-whole": (
        "a size is given as a number that is not whole",
        "Sizes count: they are whole numbers. / gives a float, // a whole number. Look at the "
        "order of the arguments, too.",
    ),
    "axes-missing": (
        "transpose or permute is called without all the axes that it needs",
        "x.transpose(0, 1) names both axes; x.T needs none.",
    ),
    "sigmoid-without-self": (
        "sigmoid gets one argument too few",
        "sigmoid is a method of the class: self.sigmoid(z), with self in front and z between the "
        "parentheses.",
    ),
    "argument-unknown": (
        "a function gets an argument under a name that it does not know",
        "Compare the call with the line of its def, letter by letter.",
    ),
    "argument-twice": (
        "a function gets one of its arguments twice",
        "It comes once by its place and once by its name: leave one of them out.",
    ),
    "argument-missing": (
        "a function gets fewer arguments than it needs",
        "Compare the call with the line of its def, and both with the contract. A method is called "
        "through its object: self.f(z), not f(z).",
    ),
    "argument-too-many": (
        "a function gets more arguments than it takes",
        "Compare the call with the line of its def. A method counts self as its first argument.",
    ),
    "grad-is-none": (
        "something is None that should hold a value",
        "`.grad` is None before backward and on non-leaf tensors; a function without return gives "
        "None.",
    ),
    "not-a-tensor": (
        "a torch function gets a Python number where it needs a tensor",
        "torch.exp(1.0) fails; torch.exp(torch.tensor(1.0)) does not.",
    ),
    "saved-no-tensor": (
        "save_for_backward gets something that is not a tensor",
        "Pass the tensors one by one, not in a list: ctx.save_for_backward(x, w).",
    ),
    "not-writable": (
        "an attribute that can only be read is assigned",
        "ctx.save_for_backward(…) fills ctx.saved_tensors; a property changes through its setter.",
    ),
    "unfit-operands": (
        "an operator stands between values that it does not work on",
        "Print type(…) of both sides: a shape, a tuple or a dict is not a number.",
    ),
    "not-subscriptable": (
        "brackets stand after a value that has no elements",
        "Brackets look up one element of a list, a dictionary or a tensor.",
    ),
    "nothing-to-go-over": (
        "a loop or an unpacking gets something that is not a collection",
        "A loop runs over a list, a range or a tensor; .parameters() or .children() gives the "
        "parts of a module.",
    ),
    "argument-of-another-kind": (
        "a torch function gets an argument of a kind that it does not take",
        "The message says what it got; compare it with the line of the call, argument by argument.",
    ),
}

_NAMES = {
    "raised.undefined-name": "the name {name} is used but not defined where the line runs",
    "raised.undefined-name/unnamed": "a name is used that is not defined where the line runs",
    "raised.undefined-name.why": "This name is not defined: run the cell that defines it, or "
    "check the spelling.",
    "raised.missing-key": "a dictionary is asked for the key {name} that it does not have",
    "raised.missing-key/unnamed": "a dictionary is asked for a key that it does not have",
    "raised.missing-key.why": "Keys are compared letter by letter.",
    "raised.attribute-of-none": ".{name} is looked up on a value that is None",
    "raised.attribute-of-none/unnamed": "an attribute is looked up on a value that is None",
    "raised.attribute-of-none.why": "`.grad` is None before backward and on non-leaf tensors; a "
    "function without return gives None.",
    "raised.attribute-of-tensor": "a tensor is asked for .{name}, which tensors do not have",
    "raised.attribute-of-tensor/unnamed": "an attribute is looked up on something that does not "
    "have it",
    "raised.attribute-of-library": "a library is asked for {name}, which it does not have",
    "raised.attribute-of-library/unnamed": "an attribute is looked up on something that does not "
    "have it",
    "raised.attribute-of-library.why": "Check the spelling and the capital letters: nn.ReLU is a "
    "module, torch.relu a function.",
    "raised.missing-attribute": "an attribute named {name} is looked up on something that does "
    "not have it",
    "raised.missing-attribute/unnamed": "an attribute is looked up on something that does not "
    "have it",
    "raised.missing-attribute.why": "Check the spelling, and what kind of object stands before "
    "the dot.",
}

# What is often asked of a tensor, and what there is in its place.
_OF_A_TENSOR = {
    "copy": "x.clone() copies a tensor; .copy() belongs to lists and to NumPy.",
    "append": "A tensor does not grow: collect in a list, and let torch.stack make a tensor of it.",
    "astype": "x.float(), x.long() or x.to(torch.float32) change the dtype; .astype is NumPy's.",
    "zero_grad": "For a tensor, write w.grad.zero_() or w.grad = None; zero_grad belongs to "
    "modules and optimizers.",
    "zero": "It is zero_(), with an underscore: it changes the tensor in place.",
    "backwards": "It is backward().",
    "gradient": "It is .grad, filled by backward().",
    "length": "len(x) counts the rows, x.numel() the elements.",
}

RAISED: Mapping[str, str] = {
    **{f"raised.{tag}": sentence for tag, (sentence, _) in _TAGS.items()},
    **{f"raised.{tag}.why": why for tag, (_, why) in _TAGS.items()},
    **_NAMES,
    "raised.of-a-tensor.why": "Check its spelling.",
    **{f"raised.of-a-tensor.{name}.why": why for name, why in _OF_A_TENSOR.items()},
}
