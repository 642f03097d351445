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


def in_colab() -> bool:
    """Whether this is a notebook in Colab, whose files are gone after some hours."""
    return "google.colab" in str(type(shell()))


class Shown:
    """A card on the page, which another one can take the place of."""

    def __init__(self, card: Card, handle: Any = None) -> None:
        """Keep what is shown.

        Args:
            card: it.
            handle: IPython's of the output; None where nothing on the page can be changed.
        """
        self._card = card
        self._handle = handle

    def become(self, card: Card) -> None:
        """Show the other card in its place; where that cannot be, the lines that are new."""
        if self._handle is not None:
            self._handle.update(card)
            return
        before = self._card.text.splitlines()
        print("\n".join(line for line in card.text.splitlines() if line not in before))


def show(card: Card, before: Shown | None = None) -> Shown:
    """Display the card in a notebook, print its text elsewhere.

    Args:
        card: it.
        before: what is on the page already, and makes place for it.
    """
    if before is not None:
        before.become(card)
        return before
    running = shell()
    if running is None:
        print(card.text)
        return Shown(card)
    from IPython.display import display

    if hasattr(running, "kernel"):
        return Shown(card, display(card, display_id=True))
    display(card)  # a terminal changes nothing that it has written
    return Shown(card)
