"""A written answer is harmless for nbconvert's Markdown, whatever it holds, and stays readable."""

from __future__ import annotations

import base64
import json
import re
import time
from html.parser import HTMLParser

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.filters.strings import strip_files_prefix

from autograder.files.paths import NOTEBOOKS
from autograder.rebuild.rebuilt import rebuild
from autograder.submission.harmless import (
    MAX_PIXELS,
    harmless_markdown,
    harmless_name,
    harmless_picture,
    harmless_pictures,
)
from autograder.submission.tex_commands import COMMANDS
from tests.hostile.words import ATTACHED, FORMULAS, HONEST, HOSTILE, LINKS, PICTURES, PNG, TAGS


def released(chapter: str) -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOKS / f"{chapter}.ipynb", 4)


PICTURES_OF = {"curve.png": PNG, "true.png": PNG}
_NAMES = (
    "h1 h2 h3 h4 h5 h6 p a em strong del code pre span div ul ol li blockquote table thead tbody "
    "tr th td hr br img input dl dt dd"
)
_ELEMENTS = set(_NAMES.split())
_ATTRIBUTES = {
    "a": {"href", "class"},
    "img": {"src", "alt"},
    "input": {"class", "type", "disabled", "checked"},
    "th": {"style"},
    "td": {"style"},
    "ol": {"start"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
_STYLE = re.compile(r"text-align:\s*(left|right|center)")
_PLACE = re.compile(r"https?://|mailto:|attachment:|#|[^:]*$")
_DANGEROUS = re.compile(
    r"\\(href|style|class|cssId|data|require|unicode|bbox|def|gdef|let|newcommand|renewcommand|"
    r"newenvironment|mmlToken|toggle|texttip|rlap|raise|Huge|color)\b"
)


class Looker(HTMLParser):
    """What of a page is more than words, formulas, tables, code and plain links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.odd: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()
        if _DANGEROUS.search(self.text):
            self.odd.append(_DANGEROUS.search(self.text)[0])

    def handle_starttag(self, tag, attrs):
        if tag not in _ELEMENTS:
            self.odd.append(f"<{tag}>")
        for name, value in attrs:
            value = value or ""
            if name == "id":
                self.ids.append(value)
            fine = name in _ATTRIBUTES.get(tag, {"class"}) and (
                (name != "href" or _PLACE.match(value))
                and (name != "src" or value.startswith("data:image/png;base64,"))
                and (name != "style" or _STYLE.fullmatch(value))
                and (name != "class" or not re.search("score|mermaid", value, re.IGNORECASE))
            )
            if not fine:
                self.odd.append(f"<{tag} {name}={value[:60]!r}>")

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.odd.append("a comment")

    def handle_decl(self, data):
        self.odd.append("a declaration")

    def handle_pi(self, data):
        self.odd.append("an instruction")

    def unknown_decl(self, data):
        self.odd.append("a declaration")


def rendered(source: str, attached=None) -> Looker:
    """As nbconvert's templates and formgrader's show a Markdown cell."""
    renderer = IPythonRenderer(escape=False, attachments=attached or {})
    return Looker(strip_files_prefix(MarkdownWithMath(renderer=renderer).render(source)))


def shown(text: str) -> Looker:
    """The same of an answer that was made harmless."""
    attached = {name: {"image/png": data} for name, data in PICTURES_OF.items()}
    return rendered(harmless_markdown(text, attached), attached)


def harmful(look: Looker) -> bool:
    return bool(look.odd or {"check-adam", "written-answer"} & set(look.ids))


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_of_a_hostile_answer_is_more_than_words(name):
    look = shown(HOSTILE[name])
    assert not harmful(look), look.odd or look.ids


def test_all_together_are_words_too():
    look = shown("\n\n".join(HOSTILE.values()))
    assert not harmful(look), look.odd or look.ids


def test_without_the_remedy_most_of_them_would_do_something():
    def live(name: str) -> bool:
        try:
            return harmful(rendered(HOSTILE[name], ATTACHED))
        except Exception:  # an attachment that is not there ends nbconvert
            return True

    for kind, least in ((TAGS, 30), (LINKS, 18), (PICTURES, 8), (FORMULAS, 14)):
        assert sum(map(live, kind)) >= least, [name for name in kind if not live(name)]


_SPICES = (
    "< > & &lt; &#60; \\ ` ``` $ $$ [ ] ( ) ![ ]( ]: >\u00a0 - #\u00a0 ' \" | ~~~ @@0@@ files/"
)
_SPICE = st.sampled_from([*_SPICES.split(" "), " ", "\n", "\t", "\x00", "\u2028", "> ", "- ", "# "])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(HOSTILE.values())), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 400), _SPICE), max_size=8),
)
def test_however_they_are_cut_and_spiced(pieces, spices):
    text = "\n\n".join(pieces)
    for place, spice in spices:
        place %= len(text) + 1
        text = text[:place] + spice + text[place:]
    look = shown(text)
    assert not harmful(look), (text, look.odd, look.ids)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/!?&#;:()[]{}\\`~$@*_-=+|.\"' \n\tabcjxsript0123", max_size=80))
def test_whatever_is_typed(text):
    once = harmless_markdown(text)
    look = rendered(once)
    assert not harmful(look), (text, look.odd, look.ids)
    assert not re.search(r"<[A-Za-z/!?]", once)


def test_an_honest_answer_stays_readable():
    plain = rendered(HONEST, {"curve.png": {"image/png": PNG}})
    look = shown(HONEST)
    assert not look.odd
    words = " ".join(look.text.split())
    for kept in (
        "What I saw", "0.14 < 0.27 and a< b", "x< y>z", "R&D, AT&T and 3 > 2", "Kingma & Ba",
        "https://pytorch.org", r"$\alpha_t = \alpha/\sqrt{t}$", "Adam", "0.14", "something",
        r"\hat m_t = \frac{m_t}{1-\beta_1^t}, \qquad \lVert g_t \rVert_2 \le \sum_{i=1}^{N} |g_i|",
        r"\begin{align} \theta_{t+1} &= \theta_t - \alpha \nabla_\theta J \\ J &< \infty",
        "if a< b and c >= d: loss[0] = f[0](x)", "List< int>",
    ):  # fmt: skip
        assert kept in words, kept
    gone = set(plain.text.split()) - set(look.text.split())
    assert gone <= {"What", "a<b,", "x<y>z.", "List<int>", "a<b", "x<y>z"}, gone


def test_an_honest_answers_table_list_code_link_and_picture_are_still_that():
    source = harmless_markdown(HONEST, PICTURES_OF)
    for kept in (
        "| SGD    | 0.15 |", "   - by 0.02", "```python\n", "> quoted",
        "[Kingma & Ba](https://arxiv.org/abs/1412.6980)", "![my curve](attachment:curve.png)",
    ):  # fmt: skip
        assert kept in source, kept


def test_what_a_released_text_says_in_formulas_is_allowed():
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "markdown":
                for name in re.findall(r"\\([A-Za-z]{2,})", cell.source):
                    assert name in COMMANDS, (path.name, name)


_PIECES = (
    "< ![ ]( ]: [ ![a](attachment: &amp; &#38;#38; \\ ` ```x # https:// https://$ @@ &#1; ~~~ \\["
)


@pytest.mark.parametrize("piece", [*_PIECES.split(), " ", "> ", "\n", "\n=", "\n- [", "[\n"])
def test_no_answer_keeps_the_grader_busy(piece):
    start = time.process_time()
    harmless_markdown(piece * (200_000 // len(piece)))
    assert time.process_time() - start < 5.0


def test_a_picture_is_a_png_of_bearable_size_or_nothing():
    wide = bytearray(base64.b64decode(PNG))
    wide[16:24] = (MAX_PIXELS).to_bytes(4, "big") + (2).to_bytes(4, "big")
    huge = base64.b64encode(bytes(wide)).decode()
    assert harmless_picture(f"{PNG[:20]}\n{PNG[20:]}\n") == PNG
    for other in (None, 3, "", "x", "iVBORw0KGgo=", f'{PNG}" onload="x', huge, "A" * 20_000_000):
        assert harmless_picture(other) is None
    attached = {name: data.get("image/png") for name, data in ATTACHED.items()}
    text = "\n".join(PICTURES.values())
    assert harmless_pictures(text, attached) == {"true.png": {"image/png": PNG}}


def test_a_name_has_no_tag_and_no_command():
    assert harmless_name("<img src=x onerror=y> $\\href{z}$ & Zoë O'Neil") == (
        "‹img src=x onerror=y› $∖href{z}$ ＆ Zoë O'Neil"
    )


def rebuilt(answer: str, attachments: object = None):
    """Chapter 6 with this written answer, rebuilt; and the cell with the answer."""
    notebook = released("06_paper")
    cell = next(cell for cell in notebook.cells if cell.id == "written-answer")
    cell.source, cell.attachments = answer, attachments
    result = rebuild(json.dumps(notebook).encode(), released("06_paper"))
    nbformat.validate(result.notebook)
    return result, next(cell for cell in result.notebook.cells if cell.id == "written-answer")


def test_the_rebuilt_notebook_holds_the_harmless_words_and_the_result_the_written_ones():
    text = HOSTILE["script in a sentence"]
    result, cell = rebuilt(text)
    assert cell.source == harmless_markdown(text) != text
    assert result.code["written-answer"] == text
    assert not result.untouched & {"written-answer"} and "attachments" not in cell


def test_a_picture_that_is_attached_is_kept_and_one_that_is_not_shown_is_said():
    result, cell = rebuilt(HONEST, {"curve.png": {"image/png": PNG}})
    assert cell.attachments == {"curve.png": {"image/png": PNG}} and not result.remarks
    result, cell = rebuilt("![a](attachment:drawing.svg)", ATTACHED)
    assert "attachments" not in cell
    assert [one for one in result.remarks if "a picture in written-answer is not shown" in one.text]


@pytest.mark.parametrize("odd", [None, 3, [], {"a.png": 3}, {"a.png": {"image/png": ["x"]}}])
def test_attachments_of_another_form_do_not_break_the_reading(odd):
    _, cell = rebuilt("![a](attachment:a.png)", odd)
    assert "attachments" not in cell and cell.source == "! [a](attachment:a.png)"
