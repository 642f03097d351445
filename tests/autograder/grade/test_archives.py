"""Archives that were made to harm, or just broken: each is one file with its reason."""

from __future__ import annotations

import io
import os
import tarfile
import tracemalloc
import zipfile
from pathlib import PurePosixPath

import pytest

from autograder.collect import archives
from autograder.collect.archives import plain_path
from autograder.collect.unpack import read_incoming
from autograder.errors import Refused
from tests.autograder.collect.lms_class import zipped


def faults(source):
    return {
        str(incoming.path): incoming.fault.text if incoming.fault else ""
        for incoming in read_incoming(source)
    }


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def bomb(size=64 << 20, count=1):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"{number}.ipynb", b"\0" * size)
    return file.getvalue()


def test_a_zip_bomb_is_named_without_being_unpacked(tmp_path):
    write(tmp_path / "in/eve.zip", bomb())
    tracemalloc.start()
    found = faults(tmp_path / "in")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "as a zip bomb does" in found["eve.zip/0.ipynb"]
    assert peak < 16 << 20  # of 64 MB inside


def test_the_classs_budget_ends_many_small_bombs(tmp_path, monkeypatch):
    monkeypatch.setattr(archives.Budget, "__init__", _small_budget)
    for student in "abcd":
        write(tmp_path / f"in/{student}.zip", zipped(("p.ipynb", b"{" + b" " * 40)))
    found = list(faults(tmp_path / "in").values())
    assert found[0] == "" and found[-1].endswith("unpacks to too much")


def _small_budget(self):
    self.members, self.total = 1000, 400


def test_a_bomb_in_a_bomb_and_endless_nesting_end(tmp_path):
    data = b"{}"
    for _ in range(9):
        data = zipped(("more.zip", data), ("p.ipynb", b"{}"))
    write(tmp_path / "in/eve.zip", data)
    found = faults(tmp_path / "in")
    assert "archives are nested too deeply" in found.values()
    write(tmp_path / "two/eve.zip", zipped(("inner.zip", bomb())))
    assert any("bomb" in fault for fault in faults(tmp_path / "two").values())


def test_a_tar_that_unpacks_without_end_is_cut_off(tmp_path, monkeypatch):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        info = tarfile.TarInfo("zeros.bin")
        info.size = 30 << 20
        archive.addfile(info, io.BytesIO(b"\0" * info.size))
        info = tarfile.TarInfo("p.ipynb")
        archive.addfile(info, io.BytesIO())
    monkeypatch.setattr(archives, "MAX_BYTES", 1 << 20)
    write(tmp_path / "in/eve.tar.gz", file.getvalue())
    assert any("too much" in fault for fault in faults(tmp_path / "in").values())


def test_links_and_devices_in_a_tar_are_never_followed(tmp_path):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        kinds = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)
        for name, kind in zip(("l.ipynb", "h.ipynb", "d.ipynb", "f.ipynb"), kinds, strict=True):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("../../out.ipynb")
        info.size = 2
        archive.addfile(info, io.BytesIO(b"{}"))
    write(tmp_path / "in/eve.tar", file.getvalue())
    found = faults(tmp_path / "in")
    assert len(found) == 5 and all(found.values())
    assert found["eve.tar/out.ipynb"] == "its path leads out of the archive"


@pytest.mark.parametrize("name", ["eve.zip", "eve.tar", "eve.tar.gz", "eve.tgz", "eve.tar.xz"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04torn", b"\x1f\x8b\x08broken", os.urandom(4096)])
def test_a_broken_archive_is_one_file_with_its_reason(name, data, tmp_path):
    write(tmp_path / f"in/{name}", data)
    write(tmp_path / "in/good.ipynb", b"{}")
    found = faults(tmp_path / "in")
    assert found.pop("good.ipynb") == ""
    ((path, fault),) = found.items()
    assert path.startswith(name) and fault


def test_a_member_whose_bytes_are_damaged_spares_the_others(tmp_path):
    data = bytearray(zipped(("a.ipynb", b"A" * 100), ("b.ipynb", b"{}")))
    data[data.index(b"A" * 100) + 5] ^= 0xFF
    write(tmp_path / "in.zip", bytes(data))
    found = faults(tmp_path / "in.zip")
    assert "cannot be unpacked" in found["a.ipynb"] and found["b.ipynb"] == ""


def test_an_archive_of_too_many_files_is_refused_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(archives.Budget, "__init__", _few_members)
    write(tmp_path / "in.zip", zipped(*((f"{n}.txt", b"") for n in range(20))))
    with pytest.raises(Refused, match="give that folder"):
        faults(tmp_path / "in.zip")


def _few_members(self):
    self.members, self.total = 5, 1000


@pytest.mark.parametrize(
    ("name", "path", "leads_out"),
    [
        (r"C:\Users\me\p.ipynb", "Users/me/p.ipynb", False),
        ("/etc/p.ipynb", "etc/p.ipynb", False),
        ("a/../../p.ipynb", "a/p.ipynb", True),
        ("./a//p.ipynb", "a/p.ipynb", False),
        (r"..\p.ipynb", "p.ipynb", True),
        ("/", "nameless", False),
    ],
)
def test_names_in_archives_become_plain_relative_paths(name, path, leads_out):
    assert plain_path(name) == (PurePosixPath(path), leads_out)


def test_a_file_that_may_not_be_read_is_noted_and_not_fatal(tmp_path):
    file = write(tmp_path / "in/ada.ipynb", b"{}")
    write(tmp_path / "in/bo.ipynb", b"{}")
    file.unlink()
    file.mkdir()  # a folder by a notebook's name
    write(file / "p.ipynb", b"{}")
    assert set(faults(tmp_path / "in")) == {"ada.ipynb/p.ipynb", "bo.ipynb"}
