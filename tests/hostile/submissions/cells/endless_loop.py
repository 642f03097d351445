# Tries: a loop without an end
# Cell: bce
# Loses: nothing
# State: flagged
# Says: its time was used up
# ruff: noqa
{answer}


while True:
    pass
