# Tries: it asks somebody
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
name = input("What is your name? ")
