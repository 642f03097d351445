"""An attack with the file as a whole.

Tries: paths that lead out of the archive
Loses: nothing
State: flagged
Says: leads out of the archive
Only: folder
"""

import zipfile


def hand_in(work, folder):
    with zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in ("../aa-right/x.ipynb", "../../../../tmp/EVIL.ipynb", "/tmp/EVIL.ipynb"):
            archive.writestr(path, work.data())
