"""An attack with the file as a whole.

Tries: cells of empty lines and blanks, over which a careless pattern runs for minutes
Loses: nothing
State: graded | flagged
"""

from tests.hostile.maker import new_cell


def hand_in(work, folder):
    notebook = work.right()
    for number, text in enumerate(("\n" * 199_999, " " * 199_999, "#" * 199_999, "def\t" * 49_999)):
        notebook.cells.append(new_cell(text, f"slow-{number}"))
        notebook.cells.append(new_cell("# exercise:" + " " * 150_000 + "!", f"line-{number}"))
    work.write(folder, notebook)
