# Tries: more files than are worth deleting.
# Cell: ok
# Probe: right
# ruff: noqa
for number in range(25_000):
    open(f"/tmp/{number}", "w").close()
