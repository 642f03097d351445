# Tries: to allocate without end.
# Cell: error | timeout
# Probe: right
# ruff: noqa
kept = []
while True:
    kept.append(bytearray(50_000_000))
