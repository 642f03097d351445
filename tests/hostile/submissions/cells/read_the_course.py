# Tries: the gradebook, the seed, the journal and the other submissions
# Cell: bce
# Loses: nothing
# State: graded
# Proof: STOLEN
# ruff: noqa
from pathlib import Path

COURSE = Path("{course}")
for path in [COURSE, *COURSE.glob("*"), *COURSE.glob("*/*"), *COURSE.glob("*/*/*")]:
    if path.is_file():
        print("STOLEN", path, path.read_bytes()[:200])

{answer}
