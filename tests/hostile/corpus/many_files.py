# Tries: more files than anybody would delete; an empty one costs the kernel a kilobyte.
# Cell: ok
# Probe: right
# ruff: noqa
made = 0
try:
    for number in range(100_000):
        open(f"/tmp/{number}", "w").close()
        made += 1
except OSError:
    pass
assert made < 50_000, made
