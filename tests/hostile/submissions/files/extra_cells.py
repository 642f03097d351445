"""An attack with the file as a whole.

Tries: a hundred cells of its own, one of them a second, wrong answer
Loses: lr-train
State: graded
"""

from tests.hostile.maker import new_cell


def hand_in(work, folder):
    notebook = work.right()
    wrong = "def train(*args):\n    pass"
    at = next(n for n, cell in enumerate(notebook.cells) if cell.id == "lr-train")
    notebook.cells.insert(at + 2, new_cell(wrong, "second"))
    for number in range(100):
        notebook.cells.append(new_cell(f"extra_{number} = {number}", f"extra-{number}"))
    work.write(folder, notebook)
