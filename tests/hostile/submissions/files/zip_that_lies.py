"""An attack with the file as a whole.

Tries: a member that says it is small and is not, one that is broken, one that is encrypted
Loses: everything
State: unreadable
Only: folder
"""

import zipfile


def hand_in(work, folder):
    with zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.ipynb", b"0" * 1_000_000)
    path = folder / "work.zip"
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02")
    # The directory's size of the member, bytes 24 to 27, and its flags, byte 8.
    data = data[: at + 24] + (10).to_bytes(4, "little") + data[at + 28 :]
    path.write_bytes(data)
