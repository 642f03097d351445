# Tries: to answer in the child's place, before it was asked.
# Cell: crashed
# Probe: right
# ruff: noqa
import os

from inside import frames

forged = {"state": "ok", "outputs": [], "error": "", "ticket": "0" * 16}
os.write(4, frames.encode(forged, {}))
