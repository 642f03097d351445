"""The public tree: all that students need, and no answer, wherever one was planted."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest
import yaml

from autograder.build.stamp import release_name
from autograder.catalogue import CHAPTERS, find_entry
from autograder.catalogue.chapters import NOTEBOOK_NAMES
from autograder.errors import Refused
from autograder.files.paths import project, version
from autograder.rebuild.keep import RELEASES, is_given, keep_now
from autograder.rebuild.since import Changed, changed_since, changes_in_words
from autograder.release import make as make_module
from autograder.release.make import _check_kept, _last, make_release
from autograder.release.scan import answers_in_texts, scan
from autograder.set_up import CPU_INDEX
from tests.autograder.release.conftest import CHAPTER, OLD

SOLUTION = """\
largest = x.max(dim=1, keepdim=True).values
e = torch.exp(x - largest)
"""


@pytest.fixture
def copy(made, tmp_path):
    """A copy of the public tree that a test may spoil."""
    return shutil.copytree(made[1], tmp_path / "public")


def test_the_tree_holds_what_students_need_and_nothing_else(made):
    release, tree, _ = made
    names = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()}
    wheel = f"gradient_workbook-{version()}-py3-none-any.whl"
    assert names == {
        "README.md", "LICENSE", "LICENSE-TEXT", "LICENSE-DIGITS.md", "environment.yml",
        "requirements.txt", wheel, *(f"notebooks/{name}.ipynb" for name in NOTEBOOK_NAMES),
    }  # fmt: skip
    assert set(release.files) == names
    assert scan(tree) == []
    wanted = (tree / "requirements.txt").read_text().splitlines()
    assert f"./{wheel}" in wanted
    # A student's laptop gets no CUDA.
    assert f"--extra-index-url {CPU_INDEX}" in wanted


def test_the_book_is_in_the_tree_with_what_publishes_it(tmp_path):
    def write(folder) -> None:
        folder.mkdir()
        for name in ("index.html", ".nojekyll"):
            (folder / name).write_text("")

    tree, course = tmp_path / "public", tmp_path / "course"
    release = make_release(tree, course, "graded", book=write, check=False)
    workflow = ".github/workflows/book.yml"
    assert {"book/index.html", "book/.nojekyll", workflow} < set(release.files)
    assert "open `book/index.html`" in (tree / "README.md").read_text("utf-8")
    steps = yaml.safe_load((tree / workflow).read_text("utf-8"))["jobs"]["publish"]["steps"]
    assert [one["with"]["path"] for one in steps if "with" in one] == ["book"]
    assert f"gradient-workbook/{workflow}" in (release.kept / "SHA256SUMS").read_text()
    make_release(tree, course, "graded", check=False)  # the next one, without a book
    assert not (tree / "book").exists() and not (tree / workflow).exists()
    (tree / ".github").mkdir()
    (tree / ".github" / "mine.yml").write_text("mine")
    with pytest.raises(Refused, match=r"holds \.github, which no release writes"):
        make_release(tree, course, "graded", check=False)


@pytest.mark.parametrize("html", [
    "<pre><span>largest</span> = x.max(dim=1, keepdim=True).values\n"
    "e <span>=</span> torch.exp(x - largest)</pre>",
    f"<pre>{SOLUTION}</pre>",
])  # fmt: skip
def test_a_solution_on_a_page_is_found_behind_its_marks(copy, html):
    (copy / "book").mkdir()
    (copy / "book" / "01_tensors.html").write_text(f"<html>{html}")
    assert [fault for fault in scan(copy) if "book/01_tensors.html holds lines of" in fault]
    (copy / "book" / "notes.docx").write_text("")
    assert "book/notes.docx is not a file of a release" in scan(copy)


def test_readme_speaks_to_students_and_the_wheels_description_is_the_same(made):
    _, tree, _ = made
    readme = (tree / "README.md").read_text("utf-8")
    assert "autograder" not in readme and "## Hand in" in readme
    (wheel,) = tree.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        metadata = file.read(f"gradient_workbook-{version()}.dist-info/METADATA").decode()
        assert readme.strip() in metadata
        extras = [line for line in metadata.splitlines() if line.startswith("Provides-Extra")]
        assert extras == ["Provides-Extra: lab"], "students need nothing of the instructor's"
        needs = [line for line in metadata.splitlines() if line.startswith("Requires-Dist")]
        assert len(needs) == 7, needs
        course = json.loads(file.read("course_utils/data/course.json"))
        assert course["mode"] == "graded"
        assert not [name for name in file.namelist() if "autograder" in name]
        licences = [name for name in file.namelist() if "/licenses/" in name]
        assert len(licences) == 3


def test_notebooks_and_package_carry_one_stamp(made):
    release, tree, _ = made
    assert release.release.startswith(f"{version()}+")
    for chapter in CHAPTERS:
        notebook = nbformat.read(tree / "notebooks" / f"{chapter}.ipynb", 4)
        nbformat.validate(notebook)
        assert notebook.metadata["workbook"]["release"] == release.release
    (wheel,) = tree.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        structure = json.loads(file.read(f"course_utils/data/released/{CHAPTER}.json"))
    assert structure["release"] == release.release
    assert release_name("graded") == release.release != release_name("self-study")


def test_the_wheel_works_where_nothing_else_of_the_project_is(made, tmp_path):
    (wheel,) = made[1].glob("*.whl")
    code = (
        f"import sys; sys.path = [p for p in sys.path if {str(make_module.__file__)!r}"
        f"[:len(p)] != p or 'site-packages' in p]; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import course_utils\nassert course_utils.__file__.startswith(sys.path[0])\n"
        "def bce(yhat, y): return -(y * yhat.log() + (1 - y) * (1 - yhat).log()).sum()\n"
        "course_utils.check('bce', bce)\n"
    )
    with zipfile.ZipFile(wheel) as file:
        file.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=900,
        cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "divide" in done.stdout or "mean" in done.stdout


def test_the_archive_is_the_tree_and_the_sums_are_true(made):
    release, tree, _ = made
    with zipfile.ZipFile(release.archive) as file:
        names = [name.removeprefix("gradient-workbook/") for name in file.namelist()]
        assert sorted(names) == sorted(release.files)
        for name in names:
            assert file.read(f"gradient-workbook/{name}") == (tree / name).read_bytes()
    sums = dict(
        reversed(line.split("  "))
        for line in (release.kept / "SHA256SUMS").read_text().splitlines()
    )
    assert sums[release.archive.name] == hashlib.sha256(release.archive.read_bytes()).hexdigest()
    assert len(sums) == len(names) + 1


@pytest.mark.slow
def test_the_same_course_gives_the_same_release_byte_for_byte(made, tmp_path):
    again = make_release(tmp_path / "public", tmp_path / "course", "graded", check=False)
    assert again.release == made[0].release
    assert again.archive.read_bytes() == made[0].archive.read_bytes()


def test_a_planted_solution_is_found_in_a_notebook_in_the_readme_and_in_the_wheel(copy):
    path = copy / "notebooks" / "01_tensors.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[3].source += f"\n{SOLUTION}"
    nbformat.write(notebook, path)
    (copy / "README.md").write_text(SOLUTION)
    (wheel,) = copy.glob("*.whl")
    with zipfile.ZipFile(wheel, "a") as file:
        file.writestr("course_utils/extra.py", SOLUTION)
        file.writestr("course_utils/data/extra.json", json.dumps({"says": [SOLUTION]}))
    found = "\n".join(scan(copy))
    places = ("notebooks/01_tensors.ipynb", "README.md", "course_utils/extra.py", "data/extra.json")
    for place in places:
        assert f"{place} holds lines of the solution of softmax" in found


def test_a_right_answer_of_the_catalogue_is_found():
    names = ("softmax", "lr-backward", "tower", "sgd", "adam", "vjp", "train-epoch")
    texts = [
        (f"course_utils/{one.name}.py", one.source)
        for entry in map(find_entry, names)
        for one in (entry.right, *entry.variants)
        if one.source.count("\n") > 5
    ]
    found = "\n".join(answers_in_texts(texts))
    assert len(texts) > 20
    for name, _ in texts:
        assert f"{name} holds lines of" in found


def test_anything_else_is_found(copy):
    planted = {
        "notes.txt": "x",
        "autograder/x.py": "x",
        "notebooks/01_tensors.ipynb.orig": "{}",
        "LICENSE": "### BEGIN HIDDEN TESTS",
        "README.md": "from autograder import hidden",
    }
    for name, text in planted.items():
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(text)
    assert set(scan(copy)) == {
        "notes.txt is not a file of a release",
        "autograder/x.py is not a file of a release",
        "notebooks/01_tensors.ipynb.orig is not a file of a release",
        "LICENSE holds 'BEGIN HIDDEN TESTS'",
        "README.md holds 'from autograder'",
    }


def test_a_foreign_file_in_the_wheel_and_outputs_in_a_notebook_are_found(copy):
    (wheel,) = copy.glob("*.whl")
    with zipfile.ZipFile(wheel, "a") as file:
        file.writestr("autograder/hidden_tests.py", "x = 1")
        file.writestr("course_utils/data/keys.pickle", b"x")
    path = copy / "notebooks" / "02_autograd.ipynb"
    notebook = nbformat.read(path, 4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.outputs = [nbformat.v4.new_output("stream", text="answer")]
    nbformat.write(notebook, path)
    found = "\n".join(scan(copy))
    assert "holds autograder/hidden_tests.py" in found
    assert "holds course_utils/data/keys.pickle" in found
    assert "has outputs" in found


def test_a_leak_stops_the_release_and_nothing_is_written(tmp_path, monkeypatch):
    # The student's README is filled in from the sources' titles: let one hold a solution.
    from autograder.release import tree as tree_module

    row = tree_module._row
    monkeypatch.setattr(
        tree_module, "_row", lambda chapter: (chapter, f"\n{SOLUTION}", row(chapter)[2])
    )
    with pytest.raises(Refused, match=r"give something away: .*holds lines of the solution"):
        make_release(tmp_path / "public", tmp_path / "course", "graded", check=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_of_yours_is_refused(tmp_path):
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(Refused, match=r"holds thesis\.tex"):
        make_release(tmp_path, tmp_path / "course", "graded", check=False)
    assert (tmp_path / "thesis.tex").read_text() == "x"


@pytest.mark.slow
def test_an_earlier_release_is_replaced_and_its_git_kept(made, copy, tmp_path):
    (copy / ".git").mkdir()
    (copy / ".git" / "HEAD").write_text("ref")
    (copy / "notebooks" / "00_old.ipynb").write_text("{}")
    make_release(copy, tmp_path / "course", "graded", check=False)
    assert (copy / ".git" / "HEAD").read_text() == "ref"
    assert not (copy / "notebooks" / "00_old.ipynb").exists()


def test_one_version_is_released_once(made, tmp_path):
    kept = tmp_path / "course" / "releases" / f"{version()}+00000000"
    kept.mkdir(parents=True)
    with pytest.raises(Refused, match="raise the version"):
        make_release(tmp_path / "public", tmp_path / "course", "graded", check=False)
    with pytest.raises(Refused, match="--mode"):
        make_release(tmp_path / "public", tmp_path / "course", "exam", check=False)


def test_what_a_class_was_graded_by_does_not_stand_in_a_releases_way(made, tmp_path):
    release, _, _ = made
    assert is_given(release.kept) and release.archive.is_file()
    course = tmp_path / "course"
    kept = keep_now(course)
    assert not is_given(kept)
    other = kept.rename(kept.with_name(f"{version()}+00000000"))
    about = json.loads((other / "release.json").read_text())
    (other / "release.json").write_text(json.dumps({**about, "release": other.name}))
    _check_kept(course / RELEASES, release.release)
    assert _last(course / RELEASES, release.release) == other.name


def test_a_release_says_what_has_changed_since_the_last_one(course):
    kept = course / RELEASES / OLD
    exercises = json.loads((kept / "exercises.json").read_text("utf-8"))
    for one in exercises:
        if one["id"] == "bce":
            one["parts"][0][1] += 1
        if one["id"] == "lr-init":
            one["contract"] += " Twice."
    gone = {**exercises[-1], "id": "was-there"}
    (kept / "exercises.json").write_text(json.dumps([*exercises, gone]))
    (kept / "keys" / "softmax.safetensors").write_bytes(b"others")
    found = changed_since(course, OLD)
    points = find_entry("bce").exercise.points
    assert Changed("bce", "points", points + 1, points) in found
    assert {(one.exercise, one.what) for one in found} == {
        ("bce", "points"), ("lr-init", "contract"), ("softmax", "checks"), ("was-there", "gone"),
    }  # fmt: skip
    words = changes_in_words(found)
    for said in (f"points of bce {points + 1:g} → {points:g}", "the contract of lr-init"):
        assert said in words
    assert changed_since(course, "9.9.9+nothing") == []


def test_notebooks_that_are_not_of_this_version_are_named_at_once(monkeypatch, tmp_path):
    monkeypatch.setitem(project()["project"], "version", "9.9.9")
    with pytest.raises(Refused, match="version 9") as told_:
        make_release(tmp_path / "public", tmp_path / "course", "graded")
    for chapter in CHAPTERS:
        assert f"{chapter}.ipynb" in str(told_.value)
    assert not (tmp_path / "public").exists()
