"""What is never run again and again: code that does more than compute."""

from __future__ import annotations

import ast
import builtins
import dis
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import CodeType, ModuleType

# Whoever speaks of these does what a repetition would do again, or hides what is defined.
_NAMES = frozenset(
    ("open", "exec", "eval", "compile", "input", "globals", "__import__", "exit", "quit",
     "breakpoint", "sys", "os", "signal", "gc", "inspect", "builtins", "__builtins__")
)  # fmt: skip
_ANYWHERE = frozenset(
    ("importlib", "runpy", "posix", "nt", "subprocess", "shutil", "Path", "pathlib",
     "tempfile", "socket", "requests", "urllib", "threading", "_thread", "Thread",
     "multiprocessing", "concurrent", "asyncio", "ctypes", "atexit", "logging", "linecache",
     "tracemalloc",
     "savefig", "to_csv", "tofile", "savetxt", "savez", "savez_compressed", "memmap", "write_text",
     "write_bytes", "from_file", "get_ipython", "IPython", "ipywidgets", "display", "plt",
     "matplotlib", "pyplot", "pylab", "tqdm", "trange", "SummaryWriter", "num_workers",
     "set_default_device", "hub", "set_default_dtype", "set_num_threads", "set_printoptions",
     "set_num_interop_threads", "set_default_tensor_type", "set_float32_matmul_precision",
     "set_flush_denormal", "set_warn_always", "set_detect_anomaly", "set_deterministic_debug_mode",
     "use_deterministic_algorithms", "seterr", "seterrcall", "setrecursionlimit", "DataParallel",
     "distributed", "jit", "profiler", "cpp_extension", "datasets", "register_module_forward_hook",
     "register_module_forward_pre_hook", "register_module_full_backward_hook", "__subclasses__")
)  # fmt: skip
# What swallows every exception swallows the one that ends an edit's run, too.
_SWALLOWING = frozenset(("BaseException", "KeyboardInterrupt", "__exit__"))
_FILES = frozenset(("save", "load"))  # harmless where they go to a buffer in memory
_LIBRARIES = frozenset(("torch", "nn", "F", "optim", "math", "np", "numpy", "plt", "random"))
_CALLS = tuple(
    getattr(builtins, name)
    for name in ("open", "exec", "eval", "compile", "input", "globals", "__import__", "breakpoint")
)
_OURS = frozenset(("method_of", "NotAttempted"))  # of the course's own, what an answer may use


def is_hazardous(tree: ast.Module) -> bool:
    """Whether running it again and again could do more than compute."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    words = names | attributes
    words |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}
    if names & _NAMES or words & _ANYWHERE or "open" in attributes:
        return True
    if attributes & _FILES and "BytesIO" not in words:
        return True
    return any(_does_more(node) for node in ast.walk(tree))


def _does_more(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in ("setattr", "delattr"):
            return bool(node.args) and root_of(node.args[0]) in _LIBRARIES
        is_compile = isinstance(node.func, ast.Attribute) and node.func.attr == "compile"
        return is_compile and root_of(node.func) in _LIBRARIES
    if isinstance(node, ast.Import | ast.ImportFrom):
        parts = {part for alias in node.names for part in alias.name.split(".")}
        parts |= set((getattr(node, "module", None) or "").split("."))
        return "*" in parts or bool(parts & (_ANYWHERE | _NAMES))
    if isinstance(node, ast.Try) and any(map(_leaves, node.finalbody)):
        return True
    if isinstance(node, ast.FunctionDef) and node.name in _SWALLOWING:
        return True
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign | ast.Delete):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    return any(isinstance(one, ast.Attribute) and root_of(one) in _LIBRARIES for one in targets)


def _leaves(statement: ast.stmt) -> bool:
    """Whether a statement behind `finally` can swallow the exception."""
    return any(
        isinstance(one, ast.Return | ast.Break | ast.Continue) for one in ast.walk(statement)
    )


def stored_roots(tree: ast.AST) -> set[str]:
    """The names whose attributes are set."""
    return {
        root_of(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
    }


def root_of(node: ast.expr) -> str:
    """a of a.b.c; empty where it is no name."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """A piece of compiled code and all that is defined in it."""
    yield code
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield from codes_in(value)


@lru_cache(maxsize=200)
def globals_of(code: CodeType) -> frozenset[str]:
    """The names that compiled code looks up, or sets, in its module."""
    found = set()
    for one in codes_in(code):
        for step in dis.get_instructions(one):
            if step.opname.endswith(("_GLOBAL", "_NAME", "_OR_GLOBALS")) and step.argval:
                found.add(str(step.argval))
    return frozenset(found)


@lru_cache(maxsize=200)
def is_code_hazardous(code: CodeType) -> bool:
    """The same for a function of another cell, of which there is no text."""
    if globals_of(code) & (_NAMES | _SWALLOWING):
        return True
    for one in codes_in(code):
        words = {*one.co_names, *_keywords(one.co_consts)}
        if words & _ANYWHERE or (words & _FILES and "BytesIO" not in words) or _catches_all(one):
            return True
    return False


def _keywords(constants: Iterable[object]) -> Iterator[str]:
    for one in constants:
        if isinstance(one, tuple):
            yield from (part for part in one if isinstance(part, str))


def _catches_all(code: CodeType) -> bool:
    """Whether there is an `except:` for everything."""
    before = ""
    for step in dis.get_instructions(code):
        if before == "PUSH_EXC_INFO" and step.opname == "POP_TOP":
            return True
        before = step.opname if step.opname not in ("NOP", "CACHE") else before
    return False


def is_value_hazardous(value: object) -> bool:
    """Whether a name of the notebook stands for a library or a function of that kind."""
    if isinstance(value, ModuleType):
        return bool(set(str(value.__name__).split(".")) & (_ANYWHERE | _NAMES))
    if any(value is one for one in _CALLS):
        return True
    module, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
    if not isinstance(module, str) or not isinstance(name, str):
        return False
    parts = module.split(".")
    if parts[0] == "course_utils":
        return name not in _OURS
    if parts == ["builtins"]:
        return False
    return bool(set(parts) & (_ANYWHERE | _NAMES)) or name in _FILES
