"""Frames and outputs: the border that hostile bytes meet first. Nothing is started here."""

from __future__ import annotations

import contextlib
import json
import struct

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox.inside import frames
from autograder.sandbox.inside.answer import run_cases
from autograder.sandbox.inside.job import _encoded
from autograder.sandbox.inside.recorder import Recorder, text_stream
from autograder.sandbox.outputs import checked
from course_utils.core.case import pack_case
from course_utils.core.evidence import unpack
from course_utils.core.key import visible_keys
from course_utils.texts import read_words, words


def decode(data: bytes):
    decoder = frames.Decoder()
    decoder.feed(data)
    return decoder.next()


def head(text: int, blob: int = 0, magic: bytes = b"GWF1") -> bytes:
    return struct.pack(">4sIQ", magic, text, blob)


def test_a_frame_comes_back_as_it_was():
    tensors = {"a": torch.randn(2, 3).T, "b": torch.tensor(True), "c": torch.zeros(0, 4)}
    tensors["again"] = tensors["a"]
    message, found = decode(frames.encode({"text": "σ"}, tensors))
    assert message == {"text": "σ"}
    assert all(torch.equal(found[name], tensors[name]) for name in tensors)


def test_a_frame_may_arrive_byte_by_byte_and_another_behind_it():
    data = frames.encode({"n": 1}, {}) + frames.encode({"n": 2}, {})
    decoder = frames.Decoder()
    seen = []
    for byte in data:
        decoder.feed(bytes([byte]))
        frame = decoder.next()
        seen += [frame[0]["n"]] if frame else []
    assert seen == [1, 2]
    assert decoder.pending == 0


@pytest.mark.parametrize(
    "data",
    [
        b"x" * 16,
        head(1 << 31),
        head(2, 1 << 40),
        head(2) + b"[]",
        head(3) + b"\xff\xff\xff",
        head(12) + b'{"x": 1e999}',
        head(13) + b'{"x":"\\ud800"}'[:13],
        head(14) + b'{"x":"\\ud800"}',
        head(9) + b'{"x":NaN}',
        head(5005) + b'{"x":' + b"[" * 5000,
        head(5007) + b'{"x":' + b"9" * 5001 + b"}",
        head(2, 9) + b"{}" + b"\xff" * 9,
    ],
)
def test_what_is_no_frame_is_refused(data):
    with pytest.raises(frames.FrameError):
        decode(data)


def tensors_frame(header: bytes, data: bytes = b"") -> bytes:
    blob = struct.pack("<Q", len(header)) + header + data
    return head(2, len(blob)) + b"{}" + blob


def test_a_header_of_tensors_without_elements_is_refused_before_they_are_made():
    entry = {"dtype": "F64", "shape": [0], "data_offsets": [0, 0]}
    header = json.dumps({str(number): entry for number in range(30_000)}).encode()
    assert len(header) > frames.MAX_HEADER
    with pytest.raises(frames.FrameError, match="names and shapes"):
        decode(tensors_frame(header))


def test_a_message_of_many_empty_lists_is_refused_before_it_is_read():
    text = b'{"x":[' + b"[]," * (frames.MAX_VALUES // 2) + b"[]]}"
    assert len(text) < frames.MAX_JSON
    with pytest.raises(frames.FrameError, match="values"):
        decode(head(len(text)) + text)


SHAPES = st.lists(st.sampled_from([0, 1, 3, 2**31, 2**62, 2**63, 2**64, -1]), max_size=70)
ENTRIES = st.fixed_dictionaries(
    {
        "dtype": st.sampled_from(["F64", "F32", "I64", "BOOL", "U64", "F8_E4M3", "F4", "C64", "x"]),
        "shape": SHAPES,
        "data_offsets": st.lists(st.sampled_from([0, 1, 8, 24, 2**40]), max_size=3),
    }
)


@given(
    header=st.dictionaries(st.text(max_size=3), ENTRIES, max_size=4), data=st.binary(max_size=24)
)
def test_no_header_does_anything_but_make_tensors_or_be_refused(header, data):
    try:
        frame = decode(tensors_frame(json.dumps(header).encode(), data))
    except frames.FrameError:
        return
    assert frame is not None
    for number, name in enumerate(frame[1]):
        rows = [[str(row), ""] for row in range(number)] + [["a", None]]
        with contextlib.suppress(ValueError):
            unpack({"items": rows}, "0", {f"0/{number}": frame[1][name]})


@given(data=st.binary(max_size=200))
def test_no_bytes_do_anything_but_be_refused(data):
    with contextlib.suppress(frames.FrameError):
        decode(head(2, len(data)) + b"{}" + data)


def deep(levels: int) -> list:
    nest: list = []
    for _ in range(levels):
        nest = [nest]
    return nest


def test_an_output_nested_as_deeply_as_json_can_be_is_left_out():
    plot = {"output_type": "display_data", "metadata": {}}
    assert checked([{**plot, "data": {"application/json": deep(900)}}], 1000) == ([], True)
    kept, cut = checked([{**plot, "data": {"application/json": deep(40)}}], 1000)
    assert (len(kept), cut) == (1, False)


def test_an_answer_that_cannot_be_sent_becomes_one_that_says_so():
    sparse = {"0/0": torch.eye(3).to_sparse()}
    message, found = decode(_encoded({"state": "answered", "ticket": "t"}, sparse))
    assert (message["state"], message["ticket"], found) == ("crashed", "t", {})
    assert str(read_words(message["note"])).startswith("Its answer cannot be passed on: ")
    message, _ = decode(_encoded({"state": "answered", "ticket": "t", "evidence": object()}, {}))
    assert "TypeError" in str(read_words(message["note"]))


def test_a_cell_whose_outputs_cannot_be_sent_keeps_its_state():
    shown = {"output_type": "stream", "name": "stdout", "text": "\x01" * frames.MAX_JSON}
    reply = {"state": "error", "error": "E: e", "outputs": [shown], "ticket": "t"}
    message, _ = decode(_encoded(reply, {}))
    assert (message["state"], message["error"]) == ("error", "E: e")
    assert "Its answer cannot be passed on: " in message["outputs"][0]["text"]


def test_a_probe_under_another_default_device_answers_on_the_cpu():
    tensors: dict[str, torch.Tensor] = {}
    cases = [pack_case(key.case, "0", tensors) for key in visible_keys("bce").keys[:1]]
    request = {"exercise": "bce", "cases": cases, "hidden": False}
    with torch.device("meta"):
        reply, found = run_cases({"bce": F.binary_cross_entropy}, request, tensors)
    assert reply["state"] == "answered"
    assert [tensor.device.type for tensor in found.values()] == ["cpu"] * len(found)


class Asked(type):
    def __getattribute__(cls, name: str) -> object:
        raise RuntimeError("no")


def test_an_object_that_raises_when_it_is_looked_at_is_named():
    class LR(metaclass=Asked):
        pass

    reply, _ = run_cases({"LR": LR}, {"exercise": "lr-sigmoid", "cases": [], "hidden": False}, {})
    assert reply["state"] == "crashed"
    assert words(read_words(reply["note"])).startswith("LR cannot be inspected: ")


def test_a_frame_that_is_too_long_is_not_made():
    with pytest.raises(frames.FrameError, match="longer"):
        frames.encode({"x": "x" * frames.MAX_JSON}, {})


@pytest.mark.parametrize(
    "outputs",
    [
        None,
        [3],
        [{"output_type": "stream", "name": "../x", "text": "x"}],
        [{"output_type": "display_data", "data": "x"}],
        [{"output_type": "update_display_data", "data": {}}],
    ],
)
def test_what_is_no_output_is_left_out(outputs):
    assert checked(outputs, 1000) == ([], True)


def test_outputs_are_rebuilt_field_by_field():
    odd = {
        "output_type": "execute_result",
        "data": {"text/plain": ["not", "text"], "<script>": "x", "text/html": "<b>"},
        "metadata": {"image/png": {"width": 3}, "<x>": 1},
        "execution_count": "3",
        "extra": "x",
    }
    assert checked([odd], 1000) == (
        [
            {
                "output_type": "execute_result",
                "data": {"text/plain": "", "text/html": "<b>"},
                "metadata": {"image/png": {"width": 3}},
                "execution_count": None,
            }
        ],
        False,
    )


def test_outputs_beyond_the_cap_are_left_out():
    stream = {"output_type": "stream", "name": "stdout", "text": "x" * 600}
    kept, cut = checked([stream, stream], 1000)
    assert (len(kept), cut) == (1, True)


def test_a_stream_records_text_bytes_and_halves_of_characters():
    recorder = Recorder(1000)
    stream = text_stream(recorder, "stdout", 1)
    print("a", file=stream)
    stream.buffer.write("σ".encode()[:1])
    stream.buffer.write("σ".encode()[1:])
    stream.write("\ud800")
    stream.close()
    assert recorder.outputs()[0]["text"] == "a\nσ\\ud800"


def test_a_muted_recorder_keeps_nothing():
    recorder = Recorder(1000)
    recorder.muted = True
    recorder.stream("stdout", "secret")
    recorder.display({"text/plain": "secret"}, None)
    recorder.error("E", "secret", ["secret"])
    assert recorder.outputs() == []
