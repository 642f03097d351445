# Tries: to print until the supervisor is full.
# Cell: ok
# Probe: right
# ruff: noqa
for _ in range(200):
    print("x" * 100_000)
