# Tries: a frame whose JSON is millions of empty lists.
# Cell: crashed
# Probe: right
# ruff: noqa
import os
import struct

text = b'{"state":[' + b"[]," * 2_600_000 + b"[]]}"
frame = struct.pack(">4sIQ", b"GWF1", len(text), 0) + text
while frame:
    frame = frame[os.write(4, frame) :]
