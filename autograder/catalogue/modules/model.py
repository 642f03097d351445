"""What the wrong answers of chapter 3 share."""

from __future__ import annotations

CHAPTER = "03_modules"

NO_SUPER = (
    "super-missing",
    "super().__init__() has not run when the first attribute is registered: it is missing, comes "
    "too late, is skipped by super(nn.Module, self), or is named without being called",
    "nn.Module keeps parameters, buffers and modules in registers that its own __init__ makes: "
    "call super().__init__() first.",
)
NOT_A_MODULE = (
    "not-a-module",
    "the class does not inherit from nn.Module",
    "`class Name(nn.Module):` brings parameters(), state_dict(), train() and eval().",
)
NO_FORWARD = (
    "forward-missing",
    "the class has no method of the name forward: it is missing, misspelt, or indented into "
    "another one",
    "A module's call looks for `forward`, letter by letter.",
)
INIT_MISSPELT = (
    "init-misspelt",
    "the class has no __init__ of its own: it is missing, or misspelt",
    "Python looks for the name __init__, with two underscores on both sides; nobody calls another.",
)
ARGUMENTS = (
    "arguments",
    "__init__ does not take the arguments that the contract names: one is missing, too many, has "
    "no default, or another name",
    "Compare the line of def __init__ with the contract; self comes first.",
)
SUPER_ODD = (
    "super-not-called",
    "super is written without its brackets, or nn.Module.__init__ without self",
    "It is `super().__init__()`: two pairs of brackets.",
)
CLASS_LABELS = {"class": "the class", "arguments": "the arguments of __init__"}
