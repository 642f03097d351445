"""Whatever a source looks like: a place that stands in it as it was typed, or none, and soon."""

from __future__ import annotations

import time

import pytest

from tests.course_utils.searching import (
    BACK,
    SUM,
    WRONG,
    body,
    names_after,
    search,
)

SOURCES = {
    "plain": WRONG,
    "tabs": WRONG.replace("    ", "\t"),
    "two tabs": f"if True:\n\tdef row_normalize(x):\n\t\t{SUM}\n\t\t{BACK}\n",
    "tabs and spaces": f"if True:\n\tdef row_normalize(x):\n\t        {SUM}\n\t        {BACK}\n",
    "Windows": WRONG.replace("\n", "\r\n"),
    "old Mac": WRONG.replace("\n", "\r"),
    "no end": WRONG.rstrip(),
    "form feed": "\x0c\n" + WRONG.replace("    return", "\x0c    return"),
    "comment behind": WRONG + "# the end",
    "comments": body("# sum", f"{SUM}  # 😀 total", BACK + "  # ok"),
    "decorated": f"def same(f):\n    return f\n\n@same\n@same\n{WRONG}",
    "lambda": "row_normalize = lambda x: x / x.sum(dim=0, keepdim=True)",
    "lambda among others": "print(1); row_normalize = lambda x: x / x.sum(dim=0, keepdim=True); 3",
    "inner function": body("def total(y):", "    return y.sum(dim=0, keepdim=True)",
                           "return x / total(x)"),
    "comprehension": body("return torch.stack([row / row.mean() for row in x])"),
    "walrus": body("if (total := x.sum(dim=0, keepdim=True)) is not None:", f"    {BACK}"),
    "match": body("match x.ndim:", "    case 2:", f"        {SUM}", f"        {BACK}"),
    "star": body("total, *rest = [x.sum(dim=0, keepdim=True), 1, 2]", BACK),
    "hints": WRONG.replace("(x)", "(x: torch.Tensor, *rest: int) -> torch.Tensor"),
    "f-string": body(SUM, "note = f'{total.sum(dim=0)} {x}'", BACK),
    "several": WRONG.replace("dim=0", "dim=1") + WRONG,
    "one line": f"def row_normalize(x): {SUM}; {BACK}",
    "one-line if": body("if x.ndim == 2: total = x.sum(dim=0, keepdim=True)", BACK),
    "backslash": body("total = \\", "    x.sum(dim=0, \\", "    keepdim=True)", BACK),
    "docstring": body('"""Rows.', "", "\tof 1", '"""', SUM, BACK),
    "texts of several lines": f"row = '''a\n\tb\n'''\n{WRONG}",
    "Unicode names": WRONG.replace("total", "größe"),
    "wide characters before": body("note = '😀ä'; total = x.sum(dim=0, keepdim=True)", BACK),
    "in if": "if True:\n" + "".join(f"    {line}\n" for line in WRONG.splitlines()),
    "in try": "try:\n" + "".join(f"    {line}\n" for line in WRONG.splitlines())
    + "except ValueError:\n    pass\n",
    "in with": "with torch.enable_grad():\n"
    + "".join(f"    {line}\n" for line in WRONG.splitlines()),
    "default that grows": "kept = []\n"
    + WRONG.replace("(x)", "(x, kept=[])").replace("  return", "  kept.append(1); return"),
    "partial": "import functools\ndef f(x, n):\n    return x / x.sum(dim=n, keepdim=True)\n"
    "row_normalize = functools.partial(f, n=0)\n",
    "catches all": body("try:", f"    {SUM}", "except:", "    pass", BACK),
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_whatever_the_source_looks_like_the_place_is_the_one_as_typed(name):
    text = SOURCES[name]
    found = search(text)
    assert found is not None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    wrong = [n for n, row in enumerate(lines, 1) if "dim=0, " in row or "mean" in row]
    right = {3, 4} if name == "partial" else {wrong[-1]}
    assert right & {place.line for place in found.places}, found


def test_the_columns_are_those_of_characters_as_typed():
    for name in ("wide characters before", "two tabs", "Windows", "comments"):
        place = search(SOURCES[name]).place
        assert "dim=0" in place.text or place.text == "0", place


UNSEARCHED = {
    "exec": f"exec({WRONG!r})",
    "type": "Rows = type('Rows', (), {'__call__': lambda self, x: x / x.sum(dim=0)})\n"
    "row_normalize = Rows()\n",
    "elsewhere": "row_normalize = given",
    "async": WRONG.replace("def", "async def"),
    "generator": WRONG.replace("return", "yield"),
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass Rows:\n    n: int = 0\n"
    "    def __call__(self, x):\n        return x / x.sum(dim=self.n, keepdim=True)\n"
    "row_normalize = Rows()\n",
    "nested class": body("class Rows:", "    class Inner:", "        n = 0",
                         "return x / x.sum(dim=Rows.Inner.n, keepdim=True)"),
    "500 lines": WRONG + "\n" * 250 + "x = 1\n" * 250,
    "500 lines of it": body(SUM, *["total = total + 0"] * 500, BACK),
    "390 lines of it": body(SUM, *["total = total + 0 * 1"] * 385, BACK),
    "one long line": body(f"total = x.sum(dim=0, keepdim=True) {'+ 0 ' * 400}", BACK),
    "200,000 characters": WRONG + "#" * 200_000,
    "deep": body(f"total = {'(' * 150}x.sum(dim=0, keepdim=True){')' * 150}", BACK),
    "deep minus": body(f"total = {'--' * 400}x.sum(dim=0, keepdim=True)", BACK),
    "deep lists": body(f"note = {'[' * 90}{']' * 90}", SUM, BACK),
    "deep calls": body(f"total = x{'.clone()' * 800}.sum(dim=0, keepdim=True)", BACK),
    "deep blocks": body(*[f"{' ' * n}if True:" for n in range(18)], f"{' ' * 18}{SUM}", BACK),
    "many elif": body("if x is None: pass", *["elif x is None: pass"] * 300, SUM, BACK),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSEARCHED)
def test_whatever_it_is_there_is_a_true_place_or_none_and_soon(name):
    names = names_after(UNSEARCHED[name], f"{WRONG.replace('row_normalize', 'given')}")
    begun = time.process_time()
    search(UNSEARCHED[name], names=names)
    assert time.process_time() - begun < 6


@pytest.mark.parametrize(
    "text",
    ["def row_normalize(x:", "\0", "\ud800", "", "x = (" * 300, "(" * 5000, "-" * 19_000 + "1",
     "row_normalize = " + "-" * 9000 + "1", "row_normalize = x" + ".a" * 9000,
     "row_normalize = " + "a+" * 9000 + "a", "a" * 200_000, "%%bash\nrow_normalize = 1",
     "lambda: " * 4000 + "1", "row_normalize = " + "lambda: " * 2000 + "1", "!ls", "??",
     "row_normalize = f'" + "{x}" * 3000 + "'", "def row_normalize(x):\n\treturn x\n        y"]
)  # fmt: skip
def test_a_text_that_is_none_is_no_fault(text):
    assert search(text, names=names_after(WRONG)) is None


def test_notebook_s_own_lines_are_no_obstacle():
    text = f"%matplotlib inline\n!ls \\\n  -l\nfiles = !ls\n{WRONG}\nrow_normalize?\n"
    found = search(text, names=names_after(WRONG))
    assert found.place.row == f"    {SUM}"
    assert found.place.line == 6
    inside = body("%time y = 1", SUM, BACK)
    assert search(inside, names=names_after(WRONG)).place.line == 3


def test_a_long_line_is_cut():
    for row in (f"{SUM}; note = '{'a' * 3000}'", f"note = '{'a' * 3000}'; {SUM}"):
        search(body(row, BACK))


def test_another_text_than_the_one_that_was_checked_has_no_place():
    assert search(WRONG.replace("x.sum(dim=0", "-x.sum(dim=1"), names=names_after(WRONG)) is None
