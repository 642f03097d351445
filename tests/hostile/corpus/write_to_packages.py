# Tries: to change what the next submission imports.
# Cell: ok
# Probe: right
# ruff: noqa
import course_utils
import os
import torch

for folder in (course_utils.__path__[0], torch.__path__[0], "/", "/dev", "/course", "/usr/bin"):
    try:
        open(os.path.join(folder, "poison.py"), "w")
    except OSError:
        continue
    raise AssertionError(f"{folder} can be written to")
open("/tmp/torch.py", "w").write("raise SystemExit")
open("sitecustomize.py", "w").write("raise SystemExit")
