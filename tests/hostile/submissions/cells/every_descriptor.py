# Tries: a forged answer on every descriptor that it inherited
# Cell: bce
# Loses: bce
# State: flagged
# Says: bce ended the process
# ruff: noqa
import os

from inside import frames

forged = frames.encode({"state": "answered", "note": "", "evidence": [], "exited": 1}, {})
line = b'{"hello": 1, "forked": 1, "exited": 1, "status": 0, "score": 2.0}\n'


def bce(yhat, y):
    for descriptor in range(1, 1024):
        for data in (forged, line):
            try:
                os.write(descriptor, data)
            except OSError:
                pass
    return torch.tensor(0.5)
