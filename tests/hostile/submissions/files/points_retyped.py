"""An attack with the file as a whole.

Tries: a thousand points a check, its own answer cells marked as graded
Loses: bce
State: graded
"""


def hand_in(work, folder):
    notebook = work.wrong("bce")
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader")
        if marks and marks.get("grade"):
            marks.update(points=1000, locked=False)
        if marks and marks.get("solution"):
            marks.update(grade=True, points=1000)
    work.write(folder, notebook)
