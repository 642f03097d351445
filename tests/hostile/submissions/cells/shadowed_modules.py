# Tries: files and names that stand in the place of torch, json and the course
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
import sys

for name in ("torch", "json", "course_utils", "random", "inside", "numpy"):
    with open(f"{name}.py", "w") as file:
        file.write("raise SystemExit('shadowed')\n")
sys.path.insert(0, "")
json = random = None

{answer}
