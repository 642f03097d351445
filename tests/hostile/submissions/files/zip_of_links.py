"""An attack with the file as a whole.

Tries: an archive with a link to another student's answer, and one to /etc/passwd
Loses: everything
State: unreadable
Says: symbolic link
Only: folder
"""

import stat
import zipfile


def hand_in(work, folder):
    with zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, target in (("a.ipynb", "../aa-right/04.ipynb"), ("b.ipynb", "/etc/passwd")):
            link = zipfile.ZipInfo(name)
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, target)
