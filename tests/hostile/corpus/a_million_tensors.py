# Tries: a header of three hundred thousand tensors without elements, each a kilobyte once made.
# Cell: crashed
# Probe: right
# ruff: noqa
import os
import struct

# Made in no time: the cell's own limit is not what is tried here.
entry = '{"dtype":"F64","shape":[0],"data_offsets":[0,0]}'
header = ("{" + ",".join([f'"{n}":{entry}' for n in range(300_000)]) + "}").encode()
blob = struct.pack("<Q", len(header)) + header
text = b'{"state":"answered"}'
frame = struct.pack(">4sIQ", b"GWF1", len(text), len(blob)) + text + blob
while frame:
    frame = frame[os.write(4, frame) :]
