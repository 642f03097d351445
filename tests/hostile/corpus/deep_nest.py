# Tries: a nest of folders deeper than a path may be long, without permissions.
# Cell: ok
# Probe: right
# ruff: noqa
import os

for _ in range(3000):
    os.mkdir("d" * 50)
    os.chdir("d" * 50)
open("leaf", "w").close()
os.chmod(".", 0)
os.chmod("/tmp", 0o500)
