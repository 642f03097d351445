"""An attack with the file as a whole.

Tries: every answer in one cell, the other cells are gone
Loses: nothing
State: flagged
Says: another cell has its answer
"""


def hand_in(work, folder):
    notebook = work.right()
    answers = [cell for cell in notebook.cells if cell.source.startswith("# exercise:")]
    for cell in answers[1:]:
        answers[0].source += "\n\n" + cell.source.partition("\n")[2]
        notebook.cells.remove(cell)
    work.write(folder, notebook)
