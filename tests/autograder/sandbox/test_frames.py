"""Frames and outputs: the border that hostile bytes meet first. Nothing is started here."""

from __future__ import annotations

import struct

import pytest
import torch

from autograder.sandbox.inside import frames
from autograder.sandbox.inside.recorder import Recorder, text_stream
from autograder.sandbox.outputs import checked


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
