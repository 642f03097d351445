# Tries: to loop only when it is probed.
# Cell: ok
# Probe: timeout
# ruff: noqa
LR.sigmoid = lambda self, z: any(False for _ in iter(int, 1))
