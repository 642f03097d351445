"""Whatever is dropped: every file ends in exactly one place, and its bytes are still there."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.collect.collect import Options, collect
from autograder.collect.roster import Person, Roster
from autograder.collect.unpack import is_junk
from autograder.errors import Refused
from tests.autograder.collect.lms_class import CHAPTER, OTHER, notebook, tarred, zipped

NAMES = (
    "ada",
    "Ada",
    "Müller",
    "Mu\u0308ller",
    "O'Connor",
    "김하늘",
    "עדה",
    "li wei",
    "li-wei",
    "..x",
)
FILES = (
    "p.ipynb", "p (1).ipynb", "Copy of p.ipynb", "p-2.ipynb", "P.IPYNB", "p.ipynb.txt", "p.py",
    "p.pdf", ".DS_Store", "timestamp.txt", "late.ipynb", "hw_12_34_x.ipynb", "x_77_late_y.ipynb",
)  # fmt: skip
CONTENTS = {
    "right": notebook("a"), "again": notebook("b"), "other": notebook("c", OTHER), "empty": b"",
    "broken": b"{", "json": b"[]", "text": b"hello", "foreign": b'{"cells": [{"source": "1"}]}',
}  # fmt: skip

leaf = st.tuples(st.sampled_from(FILES), st.sampled_from(sorted(CONTENTS)))
folders = st.lists(st.sampled_from((*NAMES, CHAPTER, OTHER, "submitted")), max_size=3)
lms = st.sampled_from(
    ("", "doejane_12_{n}_", "doejane_LATE_12_{n}_", "anon_ab3_{n}_", "Doe Jane_7_assignsubmission_"
     "file_/", "Doe Jane_7_assignsubmission_file_", "li_{n}_text.html/", "__MACOSX/._")
)  # fmt: skip
packing = st.sampled_from(("", "zip", "tar.gz"))
upload = st.tuples(folders, lms, leaf, packing)
ROSTER = Roster((Person("12", "Jane Doe"), Person("13", "Ada"), Person("14", "Li Wei")))


def path_of(number, parts, prefix, name):
    return "/".join([*parts, prefix.format(n=number + 10) + name])


def member_paths(path, packed):
    if packed and is_junk(PurePosixPath(f"{path}.{packed}")):
        return [f"{path}.{packed}"]  # nobody's: not even opened
    return [f"{path}.{packed}/in/{Path(path).name}"] if packed else [path]


@given(
    uploads=st.lists(upload, min_size=1, max_size=12),
    roster=st.sampled_from((None, ROSTER)),
    as_zip=st.booleans(),
    layout=st.sampled_from(("auto", "canvas", "moodle", "nbgrader", "folders", "flat")),
)
@settings(
    max_examples=50, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
def test_every_file_has_exactly_one_fate_and_no_bytes_are_lost(uploads, roster, as_zip, layout):
    with tempfile.TemporaryDirectory() as place:
        root, source = Path(place), Path(place) / "in.zip"
        expected: dict[str, bytes] = {}
        files: dict[str, bytes] = {}
        for number, (parts, prefix, (name, content), packed) in enumerate(uploads):
            path, data = path_of(number, parts, prefix, name), CONTENTS[content]
            if packed:
                inside = (f"in/{Path(path).name}", data)
                files[f"{path}.{packed}"] = (zipped if packed == "zip" else tarred)(inside)
            else:
                files[path] = data
            expected.update(dict.fromkeys(member_paths(path, packed), data))
        if not as_zip:
            source = root / "in"
            taken = {p for f in files for p in map(str, Path(f).parents)}
            files = {path: data for path, data in files.items() if path not in taken}
            for path, data in files.items():
                (source / path).parent.mkdir(parents=True, exist_ok=True)
                (source / path).write_bytes(data)
            expected = {
                path: data for path, data in expected.items()
                if path in files or any(path.startswith(f"{f}/") for f in files)
            }  # fmt: skip
        else:
            with zipfile.ZipFile(source, "w") as archive:
                for path, data in files.items():
                    archive.writestr(path, data)
        try:
            collected = collect(source, CHAPTER, root / "course", roster, Options(layout))
        except Refused as fault:
            assert "holds no notebook" in str(fault)
            return
        listed = Counter(file.path for file in collected.files)
        assert set(listed) == {str(Path(path)) for path in expected}
        assert set(listed.values()) == {1}
        graded = Counter(file.student for file in collected.files if file.use == "graded")
        assert all(count == 1 for count in graded.values())
        assert graded.keys() == {s.student for s in collected.submissions if s.file}
        students = [s.student for s in collected.submissions]
        assert len(students) == len(set(students))
        there = {
            hashlib.sha256(file.read_bytes()).hexdigest()
            for file in (root / "course").rglob("*") if file.is_file()
        }  # fmt: skip
        for file in collected.files:
            assert file.reason or file.use == "graded"
            if file.use != "noted":
                data = next(d for p, d in expected.items() if str(Path(p)) == file.path)
                assert hashlib.sha256(data).hexdigest() in there
