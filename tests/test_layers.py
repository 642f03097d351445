"""The house stands on its ground: arrows between modules run down, and in no circle.

``LAYERS`` is the one list of what stands on what. A few lines of our own rather than
import-linter: they need no further package, they count imports in functions and for types
alone, too, and they say which import is wrong in a sentence.
"""

from __future__ import annotations

import pytest

from tests.imports import imported, modules

# From the ground up. A folder or module may import what stands before it, never what stands
# behind it. A new folder has to be given its place here.
LAYERS = {
    "course_utils": (
        "texts", "core", "views", "pictures", "digits", "labs", "hogwild", "probes",
        "diagnosis", "review_questions", "line_puzzles", "notebook",
        "handin", "submit", "",
    ),
    "autograder": (
        "errors", "typed", "signals", "set_up", "files", "translation", "submission", "catalogue",
        "hidden_tests", "build", "sandbox", "execute", "rebuild", "course", "collect",
        # A page is drawn from results: it knows nothing of how they came about, and who grades
        # a class writes it.
        "feedback", "grade", "report", "todo", "written", "similar", "marks", "overview",
        "release", "book", "authoring", "demo",
        "bundle", "nbgrader_plugin", "door", "cli", "__main__", "",
    ),
}  # fmt: skip


def layer(module: str) -> tuple[str, str]:
    """The package and the folder, or the module at its top, that a module belongs to."""
    package, _, rest = module.partition(".")
    return package, rest.partition(".")[0]


def rank(module: str) -> int:
    package, folder = layer(module)
    return LAYERS[package].index(folder)


@pytest.mark.parametrize("package", LAYERS)
def test_every_folder_has_its_place(package):
    found = {layer(module)[1] for module in modules() if layer(module)[0] == package}
    assert found == set(LAYERS[package])


def test_arrows_run_down():
    up = [
        f"{module} imports {other}"
        for module in modules()
        for other in sorted(imported(module))
        if layer(module)[0] == layer(other)[0] and rank(other) > rank(module)
    ]
    assert up == []


def test_the_student_s_package_knows_nothing_of_the_instructor_s():
    wrong = [
        f"{module} imports {other}"
        for module in modules()
        for other in imported(module)
        if module.startswith("course_utils") and other.startswith("autograder")
    ]
    assert wrong == []


def test_nothing_imports_the_command_line():
    wrong = [
        f"{module} imports {other}"
        for module in modules()
        for other in imported(module)
        if layer(other)[1] == "cli" and layer(module)[1] not in ("cli", "__main__")
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle():
    """Not even for types: who needs a type from above says by a Protocol what it asks of it."""
    assert circles() == []


def circles() -> list[list[str]]:
    """The strongly connected modules, by Tarjan's algorithm."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in imported(module):
            # A package that imports its modules, which name each other through it, is no circle
            # of theirs: the arrow to the package itself is the package's own business.
            if other == module or module.startswith(f"{other}."):
                continue
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            at = stack.index(module)
            together = stack[at:]
            del stack[at:]
            if len(together) > 1:
                found.append(sorted(together))

    for module in modules():
        if module not in index:
            visit(module)
    return found
