"""An attack with the file as a whole.

Tries: archives in archives in archives
Loses: everything
State: unreadable
Says: nested too deeply
Only: folder
"""

import io
import zipfile


def hand_in(work, folder):
    data = work.data()
    for level in range(6):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr("x.zip" if level else "x.ipynb", data)
        data = inner.getvalue()
    (folder / "work.zip").write_bytes(data)
