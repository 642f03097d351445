"""The texts in code that its reader sees: what it prints, and what stands at its pictures.

A text with values in it (an f-string) is one text: each value stands in it as it is written in
braces, such as ``{loss:.3f}``, and can change its place. Docstrings, comments and names stay.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from autograder.translation.fixed import without_names
from autograder.translation.language import has_words, translated

Parts = Mapping[str, Sequence[str | int]]
"""Which arguments of which functions are texts: by the function's name, keywords and places."""

CELL: Parts = {
    "print": (0, 1, 2, 3, 4, 5, 6, 7, 8),
    "weight_image": ("noun", "zero", "one"),
    "*": ("caption", "title", "x_label", "y_label", "label", "alt"),
}
QUESTIONS: Parts = {
    "Drawn": (1, 2, "right", "why"),
    "Slip": (0, 1, "text", "why"),
    "WhyQuestion": (3, 4, "text", "model"),
}
DRAWINGS: Parts = {
    **dict.fromkeys(("slider", "choice", "switch", "words_control", "pad"), (1, "label")),
    "drawn": (0,),
    "text": (1, 2),
    "frame": (0, 1, 2),
    "footer": (2,),
    "legend": (2,),
    "annotate": (0,),
    "Diagnosis": (0, 1),
    "set_title": (0,),
    "set_xlabel": (0,),
    "set_ylabel": (0,),
    "*": ("caption", "title", "xlabel", "ylabel", "x_label", "y_label", "label", "alt"),
}
_LONGEST = 76
_FIELD = re.compile(r"\{(?!\{)[^{}]+\}")
# Markup, styles, scripts, patterns.
_MARKUP = re.compile(r"</?[a-z]|[a-z-]+:[^ /]|\\[bdsSw]|[{}]{2}|=>|\$\{|Sans,|^\(?:")
_QUOTES = ('"', "'", '"""', "'''")

Text = ast.Constant | ast.JoinedStr


def translated_code(
    context: str, source: str, parts: Parts = CELL, *, sentences: bool = False
) -> str:
    """The code with its texts in the language in use; code that is no Python stays as it is.

    Args:
        context: where it stands.
        source: the code.
        parts: which arguments are texts.
        sentences: so is every sentence, wherever it stands, but for docstrings.
    """
    found = list(texts_in(source, parts))
    if sentences:
        known = {id(node) for node, _ in found}
        places = {(node.lineno, node.col_offset) for node, _ in found}
        found += [
            (node, written)
            for node, written in sentences_in(source)
            if id(node) not in known and (node.lineno, node.col_offset) not in places
        ]
    lines = source.split("\n")
    starts = _starts(lines)
    for node, written in sorted(found, key=lambda pair: -_place(pair[0], lines, starts)[0]):
        other = translated(context, written)
        if other != written:
            start, end = _place(node, lines, starts)
            column = start - starts[node.lineno - 1]
            source = source[:start] + _literal(other, column, wrapped=sentences) + source[end:]
    return source


def texts_in(source: str, parts: Parts = CELL) -> Iterator[tuple[Text, str]]:
    """The texts that a reader of the code's output sees, with what is to be translated."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a line of the shell's
        return
    seen: set[int] = set()
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        for argument in _arguments(call, parts):
            for node in _texts(argument):
                written = _written(node)
                if id(node) not in seen and _is_told(written):
                    seen.add(id(node))
                    yield node, written


def sentences_in(source: str) -> Iterator[tuple[Text, str]]:
    """Every text of a module that is a sentence or a clause of three words."""
    tree = ast.parse(source)
    passed_over = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    nodes: list[ast.AST] = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str)
        ):
            written = _written(node)
            if id(node) not in passed_over and _is_sentence(written):
                yield node, written
            continue  # a text within a value of another one belongs to its code
        nodes.extend(ast.iter_child_nodes(node))


def _is_sentence(written: str) -> bool:
    bare = _FIELD.sub(" ", written)
    if "{{" in written or _MARKUP.search(bare):
        return False
    bare = without_names(bare)
    count = len(re.findall(r"[^\W\d_]{2,}", bare))
    return " " in written.strip() and (count > 2 or (count > 1 and written.rstrip()[-1:] in ".!?…"))


def _arguments(call: ast.Call, parts: Parts) -> Iterator[ast.expr]:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    wanted = {*parts.get(name, ()), *parts.get("*", ())}
    yield from (argument for at, argument in enumerate(call.args) if at in wanted)
    yield from (keyword.value for keyword in call.keywords if keyword.arg in wanted)


def _texts(node: ast.expr) -> Iterator[Text]:
    """The texts of an argument; not those that only choose something in it."""
    if isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    ):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _texts(node.left)
        yield from _texts(node.right)
    elif isinstance(node, (ast.Tuple, ast.List)):
        for element in node.elts:
            yield from _texts(element)


def _written(node: Text) -> str:
    """The text, with its values in braces as an f-string has them."""
    if isinstance(node, ast.Constant):
        text = str(node.value)
        return "" if _FIELD.search(text) else text  # a template of the author's own
    shown = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            shown += str(part.value).replace("{", "{{").replace("}", "}}")
        elif isinstance(part, ast.FormattedValue):
            kind = f"!{chr(part.conversion)}" if part.conversion != -1 else ""
            spec = part.format_spec
            form = f":{_written(spec)}" if isinstance(spec, ast.JoinedStr) else ""
            shown += f"{{{ast.unparse(part.value)}{kind}{form}}}"
    return shown


def _is_told(written: str) -> bool:
    """Whether a text is words, and no code, name of a file or the like."""
    return has_words(without_names(_FIELD.sub(" ", written)))


def _starts(lines: Sequence[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _place(node: Text, lines: Sequence[str], starts: Sequence[int]) -> tuple[int, int]:
    """Where a node begins and ends; ``ast`` counts bytes, a text letters."""

    def at(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    assert node.end_lineno is not None and node.end_col_offset is not None
    return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)


def _literal(text: str, column: int, *, wrapped: bool) -> str:
    """The text as code; a long one in several lines, each below the first."""
    values = _FIELD.findall(text)
    with_values = bool(values)
    quote = next(mark for mark in _QUOTES if not any(mark in value for value in values))
    pieces, line = [], ""
    for word in re.findall(r"(?:\{[^{}]+\}|\S)+\s*|\s+", text):
        if line and len(line) + len(word) > _LONGEST:
            pieces.append(line)
            line = ""
        line += word
    pieces.append(line)
    escape = _escaper(quote)
    prefix = "f" if with_values else ""
    shown = ("\n" + " " * column).join(f"{prefix}{quote}{escape(p)}{quote}" for p in pieces)
    # Where it stands in no call, a second line would not belong to the first.
    return f"({shown})" if wrapped and len(pieces) > 1 else shown


def _escaper(quote: str) -> Callable[[str], str]:
    def escape(text: str) -> str:
        parts = re.split(f"({_FIELD.pattern})", text)
        for place in range(0, len(parts), 2):
            part = parts[place].replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
            parts[place] = part.replace(quote[0], "\\" + quote[0])
        return "".join(parts)

    return escape
