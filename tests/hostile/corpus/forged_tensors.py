# Tries: a frame whose tensors are none.
# Cell: crashed
# Probe: right
# ruff: noqa
import os

import struct

text = b'{"state":"answered"}'
blob = b"\xff" * 5000
os.write(4, struct.pack(">4sIQ", b"GWF1", len(text), len(blob)) + text + blob)
