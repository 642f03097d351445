"""Formulas as MathML, which browsers set and read out by themselves."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element, tostring

from docutils.nodes import Node, SkipNode
from latex2mathml.converter import convert_to_element
from sphinx.errors import SphinxError

_NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
_LIMITS = ("lim", "max", "min")
_FUNCTIONS = (*_LIMITS, "log", "ln", "exp", "sin", "cos", "tan")
_OPENING = ("(", "[", "{", "|")
_THIN = "0.1667em"
_PRIMES = ("′", "″")


class BadFormula(SphinxError):
    """A formula that cannot be set."""


def formula(text: str, display: str) -> str:
    """The formula as MathML.

    Args:
        text: in LaTeX.
        display: ``inline`` or ``block``.

    Raises:
        BadFormula: it cannot be read; the message holds it.
    """
    try:
        tree = convert_to_element(text.strip(), display=display)
    except Exception as fault:  # the converter's own faults are many
        raise BadFormula(f"the formula {text!r} cannot be set: {fault}") from None
    for element in tree.iter():
        element.text = unescape(element.text or "")  # the converter's signs are references
    for element in tree.iter():
        _mend(element, display)
    made = tostring(tree, encoding="unicode", short_empty_elements=False)
    left = re.search(r"\\[a-zA-Z]+", made)
    if left:
        raise BadFormula(f"the formula {text!r} cannot be set: {left.group()} is unknown")
    return made.replace(_NAMESPACE, "", 1)


def _mend(element: Element, display: str) -> None:
    """What the converter writes for other browsers than today's, as MathML Core has it."""
    children = list(element)
    if element.tag == "msub" and children[0].text in _LIMITS and display == "block":
        element.tag = "munder"
    if element.tag == "msup" and children[1].text in _PRIMES:
        # A prime stands high by itself.
        element.tag, children[1].tag = "mrow", "mo"
        children[1].attrib = {"lspace": "0", "rspace": "0"}
    if element.tag == "mover" and element.get("accent") and children[1].text == "^":
        children[1].text = "ˆ"
    for number, child in enumerate(children):
        name = child[0] if child.tag in ("munder", "msub") and len(child) else child
        if name.text in _FUNCTIONS:
            before = children[number - 1] if number else None
            _space(name, before, next(iter(children[number + 1 :]), None))


def _space(name: Element, before: Element | None, after: Element | None) -> None:
    """Set a function's name with TeX's spaces: log x, but log(x), and y log x."""
    close = before is None or before.tag in ("mo", "mspace")
    name.tag = "mo"
    name.attrib = {
        "form": "prefix",
        "movablelimits": "false",
        "lspace": "0" if close else _THIN,
        "rspace": "0" if after is None or after.text in _OPENING else _THIN,
    }


def set_inline(translator: Any, node: Node) -> None:
    """A formula in a line of text."""
    translator.body.append(f'<span class="math">{formula(node.astext(), "inline")}</span>')
    raise SkipNode


def set_block(translator: Any, node: Node) -> None:
    """A formula of its own."""
    label = escape(" ".join(node.astext().split()), quote=True)
    translator.body.append(
        f'<div class="math" data-latex="{label}">{formula(node.astext(), "block")}</div>\n'
    )
    raise SkipNode
