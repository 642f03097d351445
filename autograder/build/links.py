"""Do the links of the notebooks lead somewhere: to a notebook that is there, to its heading?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from nbformat import NotebookNode

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_ELSEWHERE = ("https://", "data:", "attachment:")


def broken_links(notebooks: Mapping[str, NotebookNode]) -> Iterator[str]:
    """Sentences for links that lead to no notebook, or to no heading of it.

    Args:
        notebooks: what students get, by name.
    """
    headings = {name: set(_headings(notebook)) for name, notebook in notebooks.items()}
    for name, notebook in notebooks.items():
        for cell in notebook.cells:
            for link in links_of(cell):
                file, _, heading = link.partition("#")
                target = file.removesuffix(".ipynb") if file else name
                if link.startswith("http://") or target not in notebooks:
                    yield f"{name}: the link {link} in the cell {cell.id} leads to no notebook."
                elif heading and unquote(heading) not in headings[target]:
                    yield f"{name}: the link {link} in the cell {cell.id} leads to no heading."


def links_of(cell: NotebookNode) -> list[str]:
    """Where the links of a markdown cell lead, those to other places left out."""
    if cell.cell_type != "markdown":
        return []
    found = _LINK.findall(_CODE.sub("", cell.source))
    return [link for link in found if not link.startswith(_ELSEWHERE)]


def _headings(notebook: NotebookNode) -> Iterator[str]:
    """JupyterLab's names of the headings: their text, with hyphens for blanks."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for heading in _HEADING.findall(cell.source):
                yield re.sub(r"[`*]", "", heading).replace(" ", "-")
