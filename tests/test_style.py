"""The texts are as docs/style.md asks, as far as a program can see; and it does see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import textwrap
from collections import defaultdict
from functools import cache

import pytest

from autograder.files.paths import ROOT
from tests.style.reading import Text, masked, python_texts, texts_of
from tests.style.rules import Rules, Violation, counted, glossary, is_at, misplaced

RULES = Rules.read(ROOT)
ROWS = [*RULES.lists["names"], *RULES.lists["phrases"]]


@cache
def texts() -> tuple[Text, ...]:
    return tuple(texts_of(ROOT))


def against(words: str, kind: str = "prose", path: str = "README.md", **place) -> list[Violation]:
    """What one text has against the rules."""
    return list(RULES.violations([Text(path, 1, kind, words, **place)]))


def test_the_texts_are_as_the_style_page_asks():
    found = [str(each) for each in (*misplaced(ROOT, RULES), *RULES.violations(texts()))]
    assert not found, "\n".join([*found, f"{len(found)} places; python -m tests.style lists them"])


def test_notes_of_others_on_shared_nodes_lead_nowhere(monkeypatch, tmp_path):
    # Operators are one object for every tree of the process.
    other = ast.parse("x = 'a text of another tree' + 'and one more text'").body[0]
    monkeypatch.setattr(other.value.op, "parent", other, raising=False)
    (tmp_path / "some.py").write_text("y = 'this text is read' + x\n", encoding="utf-8")
    assert [text.words for text in python_texts(tmp_path / "some.py", tmp_path)] == [
        "this text is read"
    ]


# ------------------------------------------------------------------ each rule bites


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["example"][:40])
def test_a_phrase_is_refused_with_what_to_write(row):
    for kind in row.get("only", ("prose", "string", "catalogue", "page")):
        found = [each for each in against(row["example"], kind) if each.instead == row["instead"]]
        assert found and found[0].sentence == row["example"].strip(), kind


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("Every color counts.", "colour"), ("Its behavior changes.", "behaviour"),
        ("The center of the disc.", "centre"), ("its neighboring row", "neighbour"),
        ("my favorite digit", "favour"), ("a gray pixel", "grey"), ("labeled samples", "labelled"),
        ("the run was canceled", "cancelled"), ("We initialize the weights.", "-ise"),
        ("a normalized row", "-ise"), ("the optimization ends", "-ise"),
        ("Analyze the numbers.", "analyse"), ("the catalog of mistakes", "catalogue"),
        ("a programme that computes", "program"), ("a step toward zero", "towards"),
        ("an artifact of rounding", "artefact"), ("practiced once", "practised"),
    ],
)  # fmt: skip
def test_an_american_spelling_is_refused(american, british):
    for words in (american, american.upper()):
        assert [each.instead for each in against(words) if british in each.instead], words


@pytest.mark.parametrize(
    "words",
    [
        "An optimizer of this size.", "a center crop of the image", "`normalize` and $color$",
        "the row-normalize exercise", "x.normalize() is called", "the file gray.png",
        "A program prints its prize.",
        "There is no leaf here, and there is no chapter 9.", "The first one says so.",
        "Hints cost no points, and it costs a second.", "d_logits is p − onehot, divided by N",
        "The axis goes from 0 to 27.", "A number is no more than this.",
        "See [the way it was](https://a.b/the-price) once.",
    ],
)  # fmt: skip
def test_what_is_right_is_let_through(words):
    assert against(masked(words)) == []


def test_a_sentence_of_more_than_forty_words_is_refused():
    forty = " ".join(["word"] * 40)
    assert against(f"{forty}. {forty}.") == []
    (found,) = against(f"{forty} more. Short.")
    assert found.rule == "41 words" and "two sentences" in found.instead
    assert against(f"{forty} more", "table") == []


def test_code_a_shape_and_a_field_count_as_one_word_and_a_formula_s_letters_as_none():
    assert counted("□ gives (N, 1, 28, 28) and m ← b·m + g, a don't-care of □s") == [
        "□", "gives", "□", "and", "a", "don't-care", "of", "□",
    ]  # fmt: skip


# ------------------------------------------------------------------ words before they are known


def early(*words: str, section=(2, 3), kind="string", **place) -> list[str]:
    """The words that come too early, in texts of one chapter."""
    made = [Text("solutions/02_autograd.py", 1, kind, each, "", section, **place) for each in words]
    return [each.rule for each in RULES.violations(made)]


def test_a_word_of_the_glossary_is_refused_before_its_section():
    assert early("An optimizer moves the weights.") == ["word “optimizer”"]
    assert early("Optimizers move the weights.") == ["word “Optimizers”"]
    assert early("An optimizer moves the weights.", section=(6, 1)) == []


def test_it_may_stand_where_a_chapter_says_what_it_will_hold():
    assert early("An optimizer moves the weights.", aside=True) == []
    assert early("an optimizer", kind="table") == []


def test_who_is_sent_to_the_chapter_knows_the_word_from_there_on():
    chapter = glossary(ROOT)["optimizer"][0]
    sent = f"An optimizer (chapter {chapter}) moves the weights."
    assert early(sent, "No optimizer is needed.") == []
    assert early("No optimizer is needed.", sent) == ["word “optimizer”"]
    assert early(f"An optimizer (chapter {chapter + 3}) moves them.") == ["word “optimizer”"]


def test_a_wrong_number_in_the_glossary_is_found(tmp_path):
    (tmp_path / "solutions").mkdir()
    start, chapter = (tmp_path / "solutions" / name for name in ("00_start.py", "01_tensors.py"))
    chapter.write_text("# ## 1.1 Rows\n#\n# Axes.\n\n# ## 1.2 Losses\n#\n# A loss.\n", "utf-8")
    start.write_text("# - **axis**: a row. [[1.1]]\n# - **loss**: one number. [[1.1]]\n", "utf-8")
    (found,) = misplaced(tmp_path, RULES)
    assert (found.line, found.rule) == (2, "glossary “loss”")


# ------------------------------------------------------------------ every place is read

BAD = "The price is high."
FILES = {
    "solutions/00_start.py": """
        # %% [markdown] id="glossary"
        # - **loss**: one number. [[1.13]]
        """,
    "solutions/01_tensors.py": """
        # %% [markdown] id="title"
        # # 1 · Tensors
        #
        # BAD
        #
        # - say that BAD
        #
        # BAD It is `the price` and $the price$.
        #
        # | a | BAD |
        # |:--|:--|
        #
        # > BAD
        #
        # ```
        # the price
        # ```

        # %% id="run" tags=["demo"]
        # BAD
        draw(x, caption="BAD" f"And {x} is there.")
        draw(f"With {x}: BAD")
        the_price = "the-price"
        """,
    "autograder/catalogue/tensors/mse.mistakes": """
        # the price
        bad, worse: first a word, and then it is
                so: BAD
            BAD
            | the price → the cost
              the price → the cost
        other [dw,
                db; hint 3]: BAD
            | - the price
              + the cost
        """,
    "autograder/catalogue/worked/mean.topics": """
        bad
            > the_price = 1
            - the price ==> 3
            The price is high, the
            second line says.
            @ mse: the price
        """,
    "autograder/catalogue/tensors/mse.py": """
        entry = Entry(Exercise(id="mse", hints=("Look.", "BAD"), labels={"a": "of the price"}))
        """,
    "course_utils/texts/words.py": """
        TEMPLATES = {
            "seen.price": Template("{thing} is high. "
                "BAD"),
        }
        """,
    "autograder/submission/remarks.py": """
        Spec("code", REPAIR, BOTH, "the price of {cell}")
        """,
    "autograder/cli/grade.py": """
        def grade():
            \"""Grade it.

            BAD

            Example:

                autograder grade the price
            \"""
        """,
    "autograder/files/inner.py": """
        def _inner():
            \"""BAD\"""
        """,
    "autograder/report/templates/report.html.j2": """
        <style>p { the price: 0 }</style>
        <p class="the price">One
        {% if x %}BAD{% endif %}</p>
        """,
    "autograder/release/templates/README.md.j2": """
        BAD
        """,
    "README.md": """
        # BAD

            the price

        A paragraph over two lines, of which
        the second says: BAD
        """,
    "docs/lms.md": """
        1. BAD
        """,
    "docs/commands.md": """
        BAD
        """,
}
PLACES = {
    "solutions/01_tensors.py": [5, 7, 9, 11, 14, 21, 22, 23],
    "autograder/catalogue/tensors/mse.mistakes": [4, 5, 9],
    "autograder/catalogue/worked/mean.topics": [5],
    "autograder/catalogue/tensors/mse.py": [2, 2],
    "course_utils/texts/words.py": [3],
    "autograder/submission/remarks.py": [2],
    "autograder/cli/grade.py": [5],
    "autograder/report/templates/report.html.j2": [4],
    "autograder/release/templates/README.md.j2": [2],
    "README.md": [2, 7],
    "docs/lms.md": [2],
}


def test_every_place_is_read_and_code_is_not(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        lines = textwrap.dedent(text).replace("BAD", BAD)
        (tmp_path / name).write_text(lines, "utf-8")
    found = defaultdict(list)
    for each in Rules.read(tmp_path, lists=ROOT).violations(texts_of(tmp_path)):
        assert "the price" in each.sentence.lower(), each
        found[each.path].append(each.line)
    assert {name: sorted(lines) for name, lines in found.items()} == PLACES


def test_the_command_lists_what_is_wrong_in_another_checkout(tmp_path):
    for name in ("solutions", "docs"):
        (tmp_path / name).mkdir()
    (tmp_path / "solutions" / "00_start.py").write_text("", "utf-8")
    (tmp_path / "README.md").write_text(f"Fine.\n\n{BAD}\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.style", tmp_path], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "README.md:3: name “the price”: loss",
        "    The price is high.",
        "1 place is against docs/style.md.",
    ]


# ------------------------------------------------------------------ the lists


def test_the_names_of_the_style_page_are_those_of_the_list():
    page = (ROOT / "docs" / "style.md").read_text("utf-8")
    first = re.findall(r"^\| (.+?) \|", page, re.MULTILINE)
    assert [row["say"] for row in RULES.lists["names"]] == first[1:]


def test_what_is_allowed_names_places_that_exist():
    here = {(text.path, text.cell) for text in texts()}
    rows = [*ROWS, *RULES.lists["words"]["early"].values(), {"allowed": RULES.lists["long"]}]
    for row in rows:
        for each in row.get("allowed", ()):
            assert each["why"]
            assert any(is_at(each["where"], *place) for place in here), each
    everyday = RULES.lists["words"]["everyday"]
    for word in [*RULES.lists["words"]["forms"], *everyday, *RULES.lists["words"]["early"]]:
        assert word in RULES.glossary, f"{word} is not in the glossary"
    assert all(everyday.values())
