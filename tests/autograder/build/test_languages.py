"""The course in another language: all of it is reached, and what is not translated is English."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

import jupytext
import pytest

from autograder.build.builder import built_helps
from autograder.build.edition import language_of
from autograder.build.outline import source_path
from autograder.build.source import read_source
from autograder.build.student import student_notebook, to_text
from autograder.catalogue import CHAPTERS, find_entry
from autograder.errors import Refused
from autograder.files.paths import COURSE_UTILS, NOTEBOOKS
from autograder.translation import Language, Listener, WantedText, speaking, translated
from autograder.translation.catalog import Translations, pot_text, updated_text
from autograder.translation.code_text import DRAWINGS, QUESTIONS, texts_in, translated_code
from autograder.translation.exercise import translated_exercise, translated_mistake
from autograder.translation.fixed import fixed, lost_and_added, without_names
from autograder.translation.language import has_words
from autograder.translation.paragraphs import pieces, translated_text
from autograder.translation.pseudo import CLOSING, OPENING, Pseudo, accented
from autograder.translation.templates import translated_templates
from course_utils.core.exercise import START
from course_utils.texts import ENGLISH, say, using, words
from course_utils.texts.spoken import form_of, spoken

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


@cache
def helps():
    return built_helps()


def po(tmp_path, entries: str, name: str = "de") -> Translations:
    path = tmp_path / f"{name}.po"
    path.write_text(HEAD + entries, "utf-8")
    return Translations(name, path)


def entry(context: str, english: str, other: str) -> str:
    return f'\nmsgctxt "{context}"\nmsgid "{english}"\nmsgstr "{other}"\n'


# What there is to translate.


@pytest.mark.parametrize("chapter", (START, *CHAPTERS))
def test_every_word_of_a_chapter_is_reached(chapter):
    """All that stands between paragraphs is marks of the page, formulas, code, and known marks."""
    for cell in jupytext.read(source_path(chapter), fmt="py:percent").cells:
        if cell.cell_type != "markdown":
            continue
        found = pieces(cell.source)
        assert "".join(piece.text for piece in found) == cell.source
        for piece in found:
            if piece.is_paragraph or piece.text.lstrip().startswith(("$$", "```", "{{")):
                continue
            left = re.sub(r"<[^>]*>|\*\*(Predict|It ends with)\b[^*]*\*\*", "", piece.text)
            left = re.sub(r"^\s*- [A-H]: |\*\*[A-H]\b|^Answer$", "", left)
            assert not re.search(r"[^\W\d_]", left), (cell.metadata["id"], piece.text)


def test_paragraphs_items_and_cells_of_tables_are_texts_of_their_own():
    text = (
        "## 2.4 The heading\n\nOne paragraph with `code`.\n\n- an item\n- A: an option\n"
        "  > its reply\n\n| head | `a | b` |\n|:--|:--|\n| cell | $|x|$ is it |\n\n"
        "$$\\text{no words here}$$\n\n<details>\n<summary>What you can see</summary>\n\n"
        "Before. **Predict 3.** What now?\n\n</details>"
    )
    assert [piece.text for piece in pieces(text) if piece.is_paragraph] == [
        "The heading", "One paragraph with `code`.", "an item", "an option", "its reply",
        "head", "`a | b`", "cell", "$|x|$ is it", "What you can see", "Before.", "What now?",
    ]  # fmt: skip


def test_a_text_with_values_is_one_text_and_its_values_can_change_places():
    code = 'print(f"{name:5} is {2 * x:.2f}", "and more words")\nplot(caption="One " "two.")'
    assert [text for _, text in texts_in(code)] == [
        "{name:5} is {2 * x:.2f}",
        "and more words",
        "One two.",
    ]

    class Turned(Language):
        def text(self, asked: WantedText) -> str:
            known = {"{name:5} is {2 * x:.2f}": 'says "{2 * x:.2f}" of {name:5}'}
            return known.get(asked.text, asked.text)

    with speaking(Turned()):
        other = translated_code("here", code)
    printed: list[tuple[object, ...]] = []
    exec(other, {"name": "a", "x": 1, "print": lambda *said: printed.append(said),
                 "plot": lambda caption: None})  # fmt: skip
    assert printed == [('says "2.00" of a    ', "and more words")]


@pytest.mark.parametrize("name", ["of_tensors", "of_loop", "reasons"])
def test_the_review_s_sentences_are_reached_and_its_code_is_not(name):
    from course_utils import review_questions

    source = next(p for p in review_questions.__path__) + f"/{name}.py"
    with open(source, encoding="utf-8") as file:
        text = file.read()
    listener = Listener()
    with speaking(listener):
        assert translated_code("review/x", text, QUESTIONS) == text
    heard = [asked.text for asked in listener.heard.values()]
    assert len(heard) > 8 and not any("torch.tensor(" in each[:25] for each in heard)
    with speaking(Pseudo()):
        ast.parse(translated_code("review/x", text, QUESTIONS))


# From a catalogue back into the course.


def test_a_translation_that_repeats_the_english_gives_the_english_notebook():
    class Same(Language):
        """Not English itself: everything takes the way of a translation."""

        def text(self, asked: WantedText) -> str:
            self.count(asked, found=True)
            return asked.text

    chapter = "02_autograd"
    with speaking(Same()) as language:
        made = to_text(student_notebook(read_source(chapter, helps=helps())))
    assert made == (NOTEBOOKS / f"{chapter}.ipynb").read_text("utf-8")
    assert language.whole[chapter] > 200


def test_the_catalogue_holds_what_it_was_given(tmp_path):
    texts = [
        WantedText("a/one", 'A “text” with `code`, {count} and a "quote".\nTwo lines.', "A note."),
        WantedText("a/one", "50 % of it"),
        WantedText("b/two", "The same"), WantedText("b/three", "The same"),
        WantedText("t/count", "{count} file", "", "{count} files"),
    ]  # fmt: skip
    pot = pot_text(texts)
    assert pot == pot_text(texts) and not re.search(r"\d{4}-\d\d-\d\d|\.py:\d", pot)
    assert "python-format" not in pot and "#. A note." in pot
    path = tmp_path / "pl.po"
    path.write_text(updated_text("pl", texts, path), "utf-8")
    language = Translations("pl", path)
    assert [language.text(asked) for asked in texts[:4]] == [asked.text for asked in texts[:4]]
    assert sum(language.missing.values()) == 4 and "nplurals=3" in language.plural_forms
    assert set(language.forms(texts[4])) == {"0", "1", "2"}


def test_an_update_keeps_what_is_translated_and_marks_what_has_changed(tmp_path):
    path = tmp_path / "de.po"
    old = [
        WantedText("a/one", "The loss falls in every step."),
        WantedText("a/two", "Kept as it is."),
    ]
    text = updated_text("de", old, path)
    text = text.replace('step."\nmsgstr ""', 'step."\nmsgstr "Der Loss fällt in jedem Schritt."')
    path.write_text(text.replace('it is."\nmsgstr ""', 'it is."\nmsgstr "Bleibt."'), "utf-8")
    new = [
        WantedText("a/one", "The loss falls in each step."),
        old[1],
        WantedText("a/three", "Entirely new"),
    ]
    path.write_text(updated_text("de", new, path), "utf-8")
    assert "#, fuzzy" in path.read_text("utf-8")
    language = Translations("de", path)
    assert [language.text(asked) for asked in new] == [new[0].text, "Bleibt.", "Entirely new"]
    assert language.missing == Counter({"a": 2})


def test_what_lacks_a_translation_is_english_and_counted(tmp_path):
    language = po(
        tmp_path,
        entry("c/one", "One word", "Ein Wort") + entry("c/two", "Two words", "")
        + "\n#, fuzzy" + entry("c/three", "Three words", "Drei Worte")
        + entry("c/gone", "A text of an older course", "Ein Text von früher"),
    )  # fmt: skip
    with speaking(language):
        said = [translated(f"c/{n}", f"{n.capitalize()} words") for n in ("two", "three", "four")]
        assert translated("c/one", "One word") == translated("c/one", "One word") == "Ein Wort"
    assert said == ["Two words", "Three words", "Four words"]
    assert (language.whole["c"], language.missing["c"], language.unknown) == (4, 3, 1)


@pytest.mark.parametrize(
    ("english", "other", "said"),
    [
        ("The slope $2x$ at `w`", "Die Steigung bei `w`", "lacks $2x$"),
        ("See `x.grad` there", "Siehe x.grad dort", "lacks `x.grad`"),
        ("It is {count} of {total}", "Es sind {count}", "lacks {total}"),
        ("It is {total}", "Es sind {totla}", "has {totla}"),
        ("In [chapter 2](02_autograd.ipynb)", "In [Kapitel 2](02_ableitung.ipynb)", "lacks ]("),
        ("See [[2.6]], please", "Siehe 2.6", "lacks [[2.6]]"),
        ("two<br>lines", "zwei Zeilen", "lacks <br>"),
        ("aligned: ", "gerade:", "blanks"),
    ],
)
def test_an_entry_that_has_lost_something_is_named_and_not_used(tmp_path, english, other, said):
    language = po(tmp_path, entry("c/cell", english, other))
    (broken,) = language.broken
    assert said in str(broken) and "de.po:6: c/cell" in str(broken)
    assert language.text(WantedText("c/cell", english)) == english


@pytest.mark.parametrize("broken", ['msgid "twice"\nmsgid "twice"\n', "no keyword\n"])
def test_a_file_that_cannot_be_read_is_refused_with_its_line(tmp_path, broken):
    with pytest.raises(Refused, match=r"de\.po, line \d+"):
        po(tmp_path, "\n" + broken)


def test_a_language_without_a_catalogue_is_told_how_to_get_one():
    with pytest.raises(Refused, match="build --lang sv --update"):
        language_of("sv")
    with pytest.raises(Refused, match="no language"):
        language_of("klingon!")


# Templates.


def test_a_number_chooses_the_form_that_its_language_has():
    rule = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    templates = {"printed.more": {"0": "{count} linia", "1": "{count} linie", "2": "{count} linii"}}
    with using(templates, rule):
        said = [words(say("printed.more", count=count)) for count in (1, 3, 5, 22)]
    assert said == ["1 linia", "3 linie", "5 linii", "22 linie"]
    assert words(say("printed.more", count=1)) == "… and 1 more line"
    with pytest.raises(ValueError):
        form_of("nplurals=2; plural=import os;")


def test_a_language_file_that_cannot_be_read_leaves_english(tmp_path):
    path = tmp_path / "texts.json"
    for content in ("", "[]", '{"templates": 3, "plural": ""}', '{"templates": {}}'):
        path.write_text(content)
        assert spoken(path).templates is ENGLISH


def test_every_template_with_words_has_a_pseudo_translation():
    templates = translated_templates(Pseudo())
    for code, template in templates.items():
        forms = [template] if isinstance(template, str) else list(template.values())
        english = ENGLISH[code]
        before = [english] if isinstance(english, str) else [english["one"], english["other"]]
        for one, other in zip(before, forms, strict=True):
            assert not has_words(one) or other.strip().startswith(OPENING), code
            assert lost_and_added(one, other) == [], code


# The pseudo-language.


def test_the_pseudo_language_keeps_what_a_translation_keeps():
    text = "**See** `x.grad`, $w_1$ and {loss:.3f}: [here](a.ipynb), call f(x) or my_name. "
    said = accented(text)
    assert fixed(said) == fixed(text) and "f(x)" in said and "my_name" in said
    assert said.startswith(OPENING) and said.endswith(f"{CLOSING} ")
    assert not re.search(
        r"[A-Za-z]", without_names("".join(re.split(r"`.*?`|\$.*?\$|\{.*?\}|\]\(.*?\)", said)))
    )
    assert len(said) > 1.1 * len(text)


@pytest.mark.parametrize("chapter", ["01_tensors", "03_modules"])
def test_a_pseudo_notebook_has_nothing_left_out(chapter):
    with speaking(Pseudo()), using(translated_templates(Pseudo())):
        made = student_notebook(read_source(chapter, helps=lambda entry: ()))
    english = student_notebook(read_source(chapter, helps=lambda entry: ()))
    assert [cell.id for cell in made.cells] == [cell.id for cell in english.cells]
    left = []
    for cell, before in zip(made.cells, english.cells, strict=True):
        assert cell.cell_type == before.cell_type
        if cell.cell_type == "markdown":
            assert depth(cell.source) <= 3, cell.id
            left += [(cell.id, word) for word in plain_words(cell.source)]
        elif cell.id != "colab-setup":  # it has a line of the shell's
            ast.parse(cell.source)
    assert left == []


def plain_words(text: str) -> list[str]:
    """Words of plain letters outside of code, formulas, links and marks."""
    text = re.sub(r"```.*?```|\$\$.*?\$\$|<code>.*?</code>", " ", text, flags=re.DOTALL)
    bare = without_names(re.sub(r"`[^`]+`|\$[^$\n]+\$|\]\([^)]*\)|<[^>]*>|&[a-z]+;", " ", text))
    return re.findall(r"(?<![^\W_])[A-Za-z]{2,}(?![^\W_])", bare)


def depth(text: str) -> int:
    """How deep brackets stand within each other; they have to close in the order they open."""
    deepest = now = 0
    for letter in text:
        now += (letter == OPENING) - (letter == CLOSING)
        assert now >= 0, text
        deepest = max(deepest, now)
    assert now == 0, text
    return deepest


def test_exercises_and_mistakes_are_translated_by_their_own_context():
    entry_of = find_entry("vjp")
    listener = Listener()
    with speaking(listener):
        same = translated_exercise(entry_of.exercise)
        for mistake in entry_of.mistakes.values():
            translated_mistake("vjp", mistake)
    assert same == entry_of.exercise
    contexts = {asked.context for asked in listener.heard.values()}
    assert "exercise/vjp" in contexts and f"mistake/vjp.{next(iter(entry_of.mistakes))}" in contexts
    with speaking(Pseudo()):
        other = translated_exercise(entry_of.exercise)
        assert translated_text("x/y", "a text") == accented("a text")
    assert other.symbol == entry_of.exercise.symbol and other.contract.startswith(OPENING)
    assert other.to_json().keys() == entry_of.exercise.to_json().keys()


FOLDERS = {"review_questions": (QUESTIONS, False), "labs": (DRAWINGS, True),
           "pictures": (DRAWINGS, True)}  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS)
def test_code_computes_the_same_in_another_language(folder):
    """Every value in a text is the same expression; all else but texts is the same code."""
    parts, sentences = FOLDERS[folder]
    changed = 0
    for path in sorted((COURSE_UTILS / folder).glob("*.py")):
        source = path.read_text("utf-8")
        with speaking(Pseudo()):
            other = translated_code("x/y", source, parts, sentences=sentences)
        changed += other != source
        assert values(other) == values(source), path.name
    assert changed > 5


def values(source: str) -> Counter[str]:
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.expr)]
    kept = (ast.FormattedValue, ast.Call, ast.Name, ast.Attribute, ast.Subscript)
    return Counter(
        ast.unparse(node.value) if isinstance(node, ast.FormattedValue) else type(node).__name__
        for node in nodes
        if isinstance(node, kept)
        and not (isinstance(node, ast.FormattedValue) and _holds_text(node.value))
    )


def _holds_text(node: ast.expr) -> bool:
    """Whether a value chooses between texts, which are translated themselves."""
    return any(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in ast.walk(node))
