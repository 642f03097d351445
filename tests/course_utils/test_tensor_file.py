"""Files of tensors: what safetensors reads and writes, to the bit, and without safetensors."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import safetensors
import safetensors.torch
import torch

from course_utils.core.exercise import KEYS_FOLDER
from course_utils.core.key import from_file
from course_utils.core.tensor_file import Damaged, read_tensors, tensor_bytes

KEY_FILES = sorted(KEYS_FOLDER.glob("*.safetensors"))


def bits(tensor):
    """The tensor's numbers as bytes, so that a nan is itself and -0 is not 0."""
    flat = tensor.reshape(-1)
    return flat.view(torch.uint8).tolist() if tensor.numel() else []


def written(header, numbers=b""):
    """A file with this header."""
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + numbers


@pytest.mark.parametrize("path", KEY_FILES, ids=lambda path: path.stem)
def test_a_key_file_is_read_and_written_as_safetensors_does(path):
    about, mine = read_tensors(path)
    with safetensors.safe_open(str(path), framework="pt") as file:
        theirs = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        assert file.metadata() == about
    assert mine.keys() == theirs.keys()
    for name, tensor in mine.items():
        assert (tensor.dtype, tensor.shape) == (theirs[name].dtype, theirs[name].shape)
        assert bits(tensor) == bits(theirs[name])
    assert tensor_bytes(mine, about) == path.read_bytes()
    assert path.read_bytes() == safetensors.torch.save(dict(sorted(theirs.items())), about)


def test_every_kind_of_number_survives(tmp_path):
    kinds = (
        torch.int64, torch.float64, torch.float32, torch.int32, torch.bfloat16, torch.float16,
        torch.int16, torch.int8, torch.uint8, torch.bool,
    )  # fmt: skip
    tensors = {f"é{place}": torch.ones(3, 2).to(kind) for place, kind in enumerate(kinds)}
    tensors |= {"one": torch.tensor(2.5), "none": torch.empty(0, 4)}
    tensors["odd"] = torch.tensor([float("nan"), float("inf"), -0.0])
    about = {"key": 'a "text",\n\t\x01 of é and 𝜎'}
    path = tmp_path / "k"
    path.write_bytes(tensor_bytes(tensors, about))
    assert path.read_bytes() == safetensors.torch.save(dict(sorted(tensors.items())), about)
    said, read = read_tensors(path)
    assert said == about and read.keys() == tensors.keys()
    for name, tensor in tensors.items():
        assert read[name].dtype == tensor.dtype and read[name].shape == tensor.shape
        assert bits(read[name]) == bits(tensor)


def test_a_tensor_shares_no_memory_with_its_neighbour(tmp_path):
    path = tmp_path / "k"
    path.write_bytes(tensor_bytes({"a": torch.zeros(4), "b": torch.zeros(4)}, {}))
    _, read = read_tensors(path)
    read["a"].resize_(8).fill_(7.0)
    assert read["b"].tolist() == [0.0] * 4


GOOD = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
DAMAGES = {
    "empty": b"",
    "cut in the length": b"\x08\x00\x00",
    "a header longer than the file": (10**9).to_bytes(8, "little") + b"{}",
    "no JSON": (2).to_bytes(8, "little") + b"{]",
    "no text": (2).to_bytes(8, "little") + b"\xff\xfe",
    "a list": written([1, 2]),
    "nested without end": (100_000).to_bytes(8, "little") + b"[" * 100_000,
    "numbers missing": written({"a": GOOD}, b"\0" * 7),
    "a kind that nobody knows": written({"a": {**GOOD, "dtype": "F7"}}, b"\0" * 8),
    "another size": written({"a": {**GOOD, "shape": [3]}}, b"\0" * 8),
    "a negative size": written({"a": {**GOOD, "shape": [-1, -2]}}, b"\0" * 8),
    "a size that is no number": written({"a": {**GOOD, "shape": ["2"]}}, b"\0" * 8),
    "a size far too large": written({"a": {**GOOD, "shape": [2**62, 2**62]}}, b"\0" * 8),
    "a place before the numbers": written({"a": {**GOOD, "data_offsets": [-8, 0]}}, b"\0" * 8),
    "a place behind them": written({"a": {**GOOD, "data_offsets": [8, 16]}}, b"\0" * 8),
    "an end before its beginning": written({"a": {**GOOD, "data_offsets": [8, 0]}}, b"\0" * 8),
    "no place": written({"a": {"dtype": "F32", "shape": [2]}}, b"\0" * 8),
    "no row": written({"a": 3}, b"\0" * 8),
    "not what a key says": tensor_bytes({"a": torch.zeros(2)}, {"key": "{}}"}),
    "a key without rows": tensor_bytes({}, {"key": '{"format": 1}'}),
    "no key": tensor_bytes({"a": torch.zeros(2)}, {}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_told_in_a_sentence(damage, tmp_path):
    path = tmp_path / "softmax.safetensors"
    path.write_bytes(DAMAGES[damage])
    with pytest.raises(Damaged, match=r"softmax\.safetensors.* is damaged\. Install the package"):
        from_file(path)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_damaged(share, tmp_path):
    whole = KEY_FILES[0].read_bytes()
    path = tmp_path / KEY_FILES[0].name
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Damaged):
        from_file(path)


def test_a_check_says_which_file_is_damaged(monkeypatch, tmp_path, capsys):
    from course_utils import check
    from course_utils.core import key

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(key, "KEYS_FOLDER", tmp_path)
    (tmp_path / "bce.safetensors").write_bytes(b"cut off")
    key.visible_keys.cache_clear()
    check("bce", lambda yhat, y: 0.0)
    key.visible_keys.cache_clear()
    printed = capsys.readouterr().out
    assert "bce.safetensors" in printed and "Install the package again" in printed


def test_the_student_s_package_needs_no_safetensors():
    script = (
        "import sys; sys.modules['safetensors'] = None\n"
        "from course_utils.core.key import visible_keys\n"
        "assert visible_keys('bce').keys"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_view_of_one_number_is_written_whatever_its_steps_are() -> None:
    one = torch.full((5,), 0.25, dtype=torch.float64).as_strided((1,), (5,))
    assert one.is_contiguous()
    assert tensor_bytes({"x": one}, {}) == tensor_bytes({"x": torch.tensor([0.25]).double()}, {})
