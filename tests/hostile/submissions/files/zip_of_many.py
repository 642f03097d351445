"""An attack with the file as a whole.

Tries: more members than a class has files
Loses: everything
State: unreadable
Says: the file is empty
Only: folder
"""

import zipfile


def hand_in(work, folder):
    with zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(25_000):
            archive.writestr(f"{number}.ipynb", b"")
