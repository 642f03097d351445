# Tries: it fills its disk, and leaves it full
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
{answer}


number = 0
while True:
    number += 1
    with open(f"/tmp/{number}", "wb") as file:
        file.write(b"x" * 10_000_000)
