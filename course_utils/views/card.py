"""A card: one message with two faces, HTML in a notebook and text elsewhere."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """What a cell shows: both forms say the same."""

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def shell() -> Any:
    """The running IPython shell, or None. IPython is never imported for this."""
    ipython = sys.modules.get("IPython")
    get = getattr(ipython, "get_ipython", None)
    return get() if get else None


def show(card: Card) -> None:
    """Display the card in a notebook, print its text elsewhere."""
    if shell() is None:
        print(card.text)
        return
    from IPython.display import display

    display(card)
