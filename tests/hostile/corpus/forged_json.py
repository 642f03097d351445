# Tries: a frame of JSON too deep to be read, with numbers that are none.
# Cell: crashed
# Probe: right
# ruff: noqa
import os

import struct

text = b'{"state":' + b"[" * 100_000 + b"NaN"
os.write(4, struct.pack(">4sIQ", b"GWF1", len(text), 0) + text)
