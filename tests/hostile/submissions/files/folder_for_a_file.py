"""An attack with the file as a whole.

Tries: a folder that is called like the notebook
Loses: everything
State: unreadable | missing
"""


def hand_in(work, folder):
    (folder / f"{work.chapter}.ipynb").mkdir()
    (folder / f"{work.chapter}.ipynb" / "x.txt").write_text("x")
