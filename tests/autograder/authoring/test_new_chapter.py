"""What `new-chapter` writes, and what it refuses before anything is written."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys

import jupytext
import pytest

from autograder.authoring import new_chapter
from autograder.authoring.new_chapter import WantedChapter, chapter_steps, scaffold_chapter
from autograder.authoring.scaffold import Wanted
from autograder.catalogue import CHAPTERS
from autograder.catalogue.mistakes_file import read_mistakes
from autograder.errors import Refused
from autograder.files.paths import COURSE_UTILS, ROOT, SOLUTIONS

NEXT = f"{len(CHAPTERS) + 1:02}"
AFTER = f"{len(CHAPTERS) + 2:02}"
LAST = CHAPTERS[-1]


def first(exercise_id, **more):
    return Wanted(exercise_id, "", points=20, **more)


ATTENTION = WantedChapter(
    f"{NEXT}_attention", "Looking where it matters", first("scaled-scores", takes=("q", "k"))
)


@pytest.fixture
def copy(tmp_path):
    """The files that stand beside the new ones, in a folder of their own."""
    root = tmp_path / "tree"
    (root / "solutions").mkdir(parents=True)
    for path in SOLUTIONS.glob("*.py"):
        shutil.copyfile(path, root / "solutions" / path.name)
    for path in (ROOT / "autograder" / "catalogue", COURSE_UTILS / "probes",
                 COURSE_UTILS / "review_questions"):  # fmt: skip
        ignore = shutil.ignore_patterns("__pycache__", "*.mistakes")
        shutil.copytree(path, root / path.relative_to(ROOT), ignore=ignore)
    return root


def contents(folder):
    """Every file's bytes, and the folders."""
    return {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def test_one_call_writes_all_that_a_chapter_needs(copy):
    written = scaffold_chapter(ATTENTION, copy)
    assert [path.relative_to(copy).as_posix() for path in written] == [
        f"solutions/{NEXT}_attention.py",
        "autograder/catalogue/attention/__init__.py",
        "autograder/catalogue/attention/model.py",
        "course_utils/probes/attention.py",
        "course_utils/review_questions/of_attention.py",
        "autograder/catalogue/attention/scaled_scores.py",
        "autograder/catalogue/attention/scaled_scores.mistakes",
        "course_utils/review_questions/bank.py",
        "autograder/catalogue/chapters.py",
    ]
    texts = [path.read_text("utf-8") for path in written]
    for path, text in zip(written, texts, strict=True):
        if path.suffix == ".py":
            ast.parse(text)
    assert [found.mistake.id for found in read_mistakes(written[6])] == ["first-mistake"]
    assert f'    "{LAST}",\n    "{NEXT}_attention",\n)' in texts[8]
    assert "        *ATTENTION,\n    )" in texts[7]
    assert "from course_utils.review_questions.of_attention import ATTENTION\n" in texts[7]
    assert "    scaled_scores,\n" in texts[1]
    imported = re.findall(r"from (autograder\.catalogue\.\w+)", texts[5])
    assert imported == sorted(imported) and len(imported) == 3
    assert 'Part("values", 20, ("result", "inputs", "second"))' in texts[5]
    cells = jupytext.read(written[0], fmt="py:percent").cells
    ids = [cell.metadata["id"] for cell in cells]
    assert ids == [
        "title", "how-it-works", "setup", "review-text", "review", "symbols",
        "scaled-scores-text", "ex-scaled-scores", "scaled-scores", "check-scaled-scores",
        "summary", "progress",
    ]  # fmt: skip
    assert f"# {int(NEXT)} · Looking where it matters" in cells[0].source
    assert f"review(before={int(NEXT)})" in cells[4].source
    headings = [
        cell.source.split(" ")[1] for cell in cells if cell.source.startswith(f"## {int(NEXT)}.")
    ]
    assert headings == [f"{int(NEXT)}.{section}" for section in (1, 2, 3)]


def test_a_name_alone_is_enough(copy):
    written = scaffold_chapter(WantedChapter(f"{NEXT}_two_words"), copy)
    source = written[0].read_text("utf-8")
    assert f"# # {int(NEXT)} · Two words\n" in source
    assert '# %% id="first-two-words" exercise="first-two-words"' in source
    assert "TWO_WORDS" in (copy / "course_utils/review_questions/bank.py").read_text("utf-8")


@pytest.mark.parametrize(
    "wanted",
    [
        ATTENTION,
        WantedChapter(f"{NEXT}_gates", "", first("gate-unit", takes=("w:integer",), kind="class")),
        WantedChapter(f"{NEXT}_counts", "", first("plus", takes=("a:number",), gives="scalar")),
        WantedChapter(f"{NEXT}_zebra"),
    ],
    ids=lambda wanted: wanted.name,
)
def test_what_is_written_is_formatted_and_passes_the_rules(copy, wanted):
    shutil.copyfile(ROOT / "pyproject.toml", copy / "pyproject.toml")
    for folder in ("autograder", "course_utils"):
        (copy / folder / "__init__.py").touch()
    written = [path for path in scaffold_chapter(wanted, copy) if path.suffix == ".py"]
    paths = [path for path in written if path.parent.name != "solutions"]
    for words in (("format", "--check"), ("check", "--ignore", "I001,F401")):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words, "--no-cache", *paths],
            capture_output=True, text=True, cwd=copy,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


NO = [
    (WantedChapter(LAST), f"there is a chapter {LAST} already; the next one is {NEXT}_name"),
    (WantedChapter(f"{AFTER}_attention"), f"leaves a gap: .* Type {NEXT}_attention"),
    (WantedChapter("07_attention"), f"the number 07 is 07_engine's: .* Type {NEXT}_attention"),
    (WantedChapter("00_attention"), f"leaves a gap: .* Type {NEXT}_attention"),
    (WantedChapter(f"{int(NEXT)}_attention"), f"is written differently: .* Type {NEXT}_attention"),
    (WantedChapter("attention"), f"write number_name, such as {NEXT}_attention"),
    (WantedChapter(""), "is not a chapter's name"),
    (WantedChapter(f"{NEXT}"), "is not a chapter's name"),
    (WantedChapter(f"{NEXT}_"), "is not a chapter's name"),
    (WantedChapter(f"{NEXT}_my-chapter"), "is not a chapter's name"),
    (WantedChapter(f"{NEXT}_../x"), "is not a chapter's name"),
    (WantedChapter(f"{NEXT}_ünder"), "is not a chapter's name"),
    (WantedChapter(f"{NEXT}_x\n"), "is not a chapter's name"),
    (WantedChapter(f"{NEXT}_Attention"), "lower-case letters"),
    (WantedChapter(f"{NEXT}_2nd"), "lower-case letters"),
    (WantedChapter(f"{NEXT}__hidden"), "lower-case letters"),
    (WantedChapter(f"{NEXT}_class"), "no word of Python's"),
    (WantedChapter(f"{NEXT}_" + "a" * 31), "31 characters; 30 are the most"),
    (WantedChapter(f"{NEXT}_engine"), "there is a chapter of the name engine already"),
    (WantedChapter(f"{NEXT}_softmax"), "softmax is an exercise's name"),
    (WantedChapter(f"{NEXT}_draw"), r"autograder/catalogue/draw\.py is there already"),
    (WantedChapter(f"{NEXT}_start"), "catalogue/start/__init__.py is there already"),
    (WantedChapter(f"{NEXT}_reasons"), "has a REASONS already"),
    (WantedChapter(f"{NEXT}_attention", "two\nlines"), "--title is one line"),
    (WantedChapter(f"{NEXT}_attention", "TODO"), "--title is one line"),
    (WantedChapter(f"{NEXT}_attention", "the {{chapters}}"), "--title is one line"),
    (WantedChapter(f"{NEXT}_attention", "", first("softmax")), "exists already, in 01_tensors"),
    (WantedChapter(f"{NEXT}_attention", "", first("Scores")), "is not an exercise id"),
    (WantedChapter(f"{NEXT}_attention", "", first("setup")), "has a cell 'setup' already"),
    (WantedChapter(f"{NEXT}_attention", "", first("model")), "the chapter's: choose another id"),
    (WantedChapter(f"{NEXT}_attention", "", first("attention")), "could not tell which is meant"),
    (WantedChapter(f"{NEXT}_attention", "", first("s", takes=("x:matrix",))), "name:kind"),
    (WantedChapter(f"{NEXT}_attention", "", first("s", symbol="check")), "set-up cell"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "words"), NO, ids=[words[:40] for _, words in NO])
def test_what_does_not_fit_is_refused_in_a_sentence_and_nothing_is_written(copy, wanted, words):
    before = contents(copy)
    with pytest.raises(Refused, match=words) as told:
        scaffold_chapter(wanted, copy)
    assert "\n" not in str(told.value).strip() or "\n" in wanted.name
    assert contents(copy) == before


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (f"solutions/{NEXT}_attention.py", "is there already, but autograder/catalogue/chapters"),
        (f"solutions/{NEXT}_other.py", "put its name into that list"),
        ("autograder/catalogue/attention/model.py", "catalogue/attention/model.py is there"),
        ("autograder/catalogue/attention/notes.txt", "catalogue/attention is there already"),
        ("course_utils/probes/attention.py", "course_utils/probes/attention.py is there already"),
        ("course_utils/review_questions/of_attention.py", "of_attention.py is there already"),
    ],
)
def test_what_half_a_chapter_left_behind_is_named_and_kept(copy, left, words):
    (copy / left).parent.mkdir(exist_ok=True)
    (copy / left).write_text("# mine\n", encoding="utf-8")
    before = contents(copy)
    with pytest.raises(Refused, match=words):
        scaffold_chapter(ATTENTION, copy)
    assert contents(copy) == before


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("autograder/catalogue/chapters.py", f'    "{LAST}",\n)', f'    "{LAST}", "x",\n)',
         "does not end its list with"),
        ("course_utils/review_questions/bank.py", "recipes = (\n", "recipes = (*(),\n",
         "a line each"),
    ],
)  # fmt: skip
def test_a_list_of_another_form_is_left_alone(copy, file, old, new, words):
    text = (copy / file).read_text("utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    before = contents(copy)
    with pytest.raises(Refused, match=words):
        scaffold_chapter(ATTENTION, copy)
    assert contents(copy) == before


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("count", [0, 1, 4, 7, 8])
def test_a_write_that_fails_leaves_nothing(copy, monkeypatch, fault, count):
    before, calls = contents(copy), []
    real = new_chapter.write_atomic

    def failing(path, text):
        calls.append(path)
        if len(calls) == count + 1:
            raise fault
        real(path, text)

    monkeypatch.setattr(new_chapter, "write_atomic", failing)
    refused = isinstance(fault, OSError)
    with pytest.raises(Refused if refused else KeyboardInterrupt) as told:
        scaffold_chapter(ATTENTION, copy)
    assert contents(copy) == before
    if refused:
        assert "No space left on device" in str(told.value)


def test_the_next_steps_name_the_files_and_the_commands():
    steps = "\n".join(chapter_steps(ATTENTION))
    for words in (
        f"audit {NEXT}_attention",
        f"new-exercise ID --chapter {NEXT}_attention --after scaled-scores",
        f"build {NEXT}_attention",
        "autograder/catalogue/attention/scaled_scores.py",
        "of_attention.py",
        f"solutions/{LAST}.py",
        "solutions/00_start.py",
    ):
        assert words in steps
