# Tries: a default device on which no tensor has values, set for the whole notebook
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
{answer}

torch.set_default_device("meta")
