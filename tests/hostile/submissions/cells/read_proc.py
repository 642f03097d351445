# Tries: memory, descriptors, environment and command lines of every process
# Cell: bce
# Loses: nothing
# State: flagged
# Says: looks at other processes
# Proof: STOLEN
# ruff: noqa
import glob
import os

mine = {os.getpid(), "self", "thread-self"}
for path in glob.glob("/proc/[0-9]*"):
    pid = int(path.rsplit("/", 1)[1])
    if pid in mine:
        continue
    for name in ("environ", "mem", "maps", "auxv", "io"):
        try:
            with open(f"{path}/{name}", "rb") as file:
                if name != "mem":
                    assert file.read(1), "empty"
                print("STOLEN", path, name)
        except (OSError, AssertionError):
            pass
    for link in glob.glob(f"{path}/fd/*") + [f"{path}/cwd", f"{path}/root", f"{path}/exe"]:
        try:
            print("STOLEN", link, os.readlink(link))
        except OSError:
            pass

{answer}
