"""One thing has one name, and one name is one thing, over both packages."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.imports import modules, tree

# Basenames that say by themselves what a module is to its folder.
STRUCTURAL = {
    "__init__": "a package",
    "model": "the names that a chapter's answers share",
}
# Functions that are called by another's name on purpose.
TWINS = {
    "render": "views.html and views.text: one verdict in two forms, asked for through the module",
    "table": "likewise",
    "main": "where a program begins",
    # Pictures and labs are two public modules with one vocabulary: pictures.graph, labs.graph.
    "broadcasting": "pictures and labs", "descent": "pictures and labs",
    "digits": "pictures and labs", "graph": "pictures and labs",
    "reduction": "pictures and labs",
}  # fmt: skip


def test_no_basename_stands_three_times():
    places = defaultdict(list)
    for module in modules():
        name = "__init__" if modules()[module].name == "__init__.py" else module.rpartition(".")[2]
        places[name].append(module)
    thrice = {n: found for n, found in places.items() if len(found) > 2 and n not in STRUCTURAL}
    assert thrice == {}


def test_no_two_public_things_have_one_name():
    places = defaultdict(list)
    for module in modules():
        for name in public_names(module):
            places[name].append(module)
    twice = {name: found for name, found in places.items() if len(found) > 1 and name not in TWINS}
    assert twice == {}


def public_names(module: str) -> Iterator[str]:
    """The classes, functions and type aliases that the module defines for others.

    The answers of the catalogue are students': their names are the exercises'. A command's
    function is called as the command is typed, in a terminal or in a notebook.
    """
    if module.startswith("autograder.cli."):
        return
    if module.startswith("autograder.catalogue.") and module.count(".") > 2:
        return
    for node in tree(module).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                found = name
            case ast.Assign(targets=[ast.Name(id=name)]) if not name.isupper():
                found = name
            case _:
                continue
        if not found.startswith("_"):
            yield found
