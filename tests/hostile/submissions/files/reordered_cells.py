"""An attack with the file as a whole.

Tries: the whole notebook from its end to its beginning
Loses: nothing
State: graded | flagged
"""


def hand_in(work, folder):
    notebook = work.right()
    notebook.cells.reverse()
    work.write(folder, notebook)
