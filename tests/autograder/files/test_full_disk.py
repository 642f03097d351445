"""A disk that is really full: what stood there stays whole, and the sentence names the file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.files.paths import ROOT
from autograder.files.records import append_record, append_records, record_lines
from autograder.sandbox.launch import find_bwrap

# 64 kB of disk, in which a list of sections, a ledger and a record file get new lines.
_ON_A_FULL_DISK = """
import datetime, json, os, sys
from pathlib import Path
from autograder.collect.lateness import append_ledger
from autograder.collect.sections import keep_sections
from autograder.errors import is_full
from autograder.files.records import append_record

root = Path("/small")
keep_sections(root, {"ada": "A"})
now = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
append_ledger(root / "ledger", now, "first.zip", [("ada", "ab" * 32)], {})
append_record(root / "marks", {"n": 1})
names = ("sections.csv", "ledger", "marks")
before = {name: (root / name).read_bytes() for name in names}
with open(root / "filler", "wb", buffering=0) as file:
    try:
        while True:
            file.write(b"x" * 4096)
    except OSError:
        pass
many = [(f"student-{n}", "cd" * 32) for n in range(500)]
told = []
for write in (
    lambda: keep_sections(root, {student: "B" * 30 for student, _ in many}),
    lambda: append_ledger(root / "ledger", now, "second.zip", many, {}),
    lambda: append_record(root / "marks", {"n": 2, "words": "w" * 20_000}),
):
    try:
        write()
        told.append("written")
    except OSError as fault:
        told.append([is_full(fault), fault.filename])
same = [(root / name).read_bytes() == before[name] for name in names]
print(json.dumps([told, same, sorted(os.listdir(root))]))
"""


@pytest.mark.sandbox
def test_what_stood_there_stays_whole_and_the_file_is_named():
    bwrap = find_bwrap()
    assert bwrap is not None
    done = subprocess.run(
        [bwrap, "--dev-bind", "/", "/", "--size", "65536", "--tmpfs", "/small",
         sys.executable, "-c", _ON_A_FULL_DISK],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told, same, there = json.loads(done.stdout)
    assert told == [[True, f"/small/{name}"] for name in ("sections.csv", "ledger", "marks")]
    assert same == [True, True, True]
    assert there == ["filler", "ledger", "marks", "sections.csv"], "no draft is left"


def test_a_record_behind_half_a_line_is_not_lost(tmp_path: Path):
    path = tmp_path / "folder" / "marks"
    append_record(path, {"n": 1})
    with path.open("ab") as file:
        file.write(b'{"n": 2, "wor')
    written = append_records(path, [{"n": 3, "name": "a\u2028b\x85c"}, {"n": 4}], sync=False)
    lines = [line for line in record_lines(path) if line.strip()]
    assert lines[-2:] == written and written[0].isascii()
    assert [json.loads(line)["n"] for line in (lines[0], *lines[2:])] == [1, 3, 4]
