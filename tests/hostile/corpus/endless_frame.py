# Tries: to announce a frame of an exabyte.
# Cell: crashed
# Probe: right
# ruff: noqa
import os

import struct

os.write(4, struct.pack(">4sIQ", b"GWF1", 100, 1 << 60))
