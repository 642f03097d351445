# Tries: to fill the disk.
# Cell: error
# Probe: right
# ruff: noqa
with open("/tmp/flood", "wb") as file:
    while True:
        file.write(b"x" * 1_000_000)
