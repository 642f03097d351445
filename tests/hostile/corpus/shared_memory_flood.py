# Tries: to fill /dev/shm and leave it so.
# Cell: error
# Probe: right
# ruff: noqa
for number in range(10_000):
    with open(f"/dev/shm/{number}", "wb") as file:
        file.write(b"x" * 10_000_000)
