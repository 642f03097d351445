"""An attack with the file as a whole.

Tries: an answer, checks and the set-up are gone
Loses: bce
State: flagged
Says: the cell of bce is missing
"""


def hand_in(work, folder):
    notebook = work.right()
    gone = ("bce", "check-bce", "check-lr-init", "setup", "how-it-works")
    notebook.cells = [cell for cell in notebook.cells if cell.id not in gone]
    work.write(folder, notebook)
