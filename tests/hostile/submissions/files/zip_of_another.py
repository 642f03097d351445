"""An attack with the file as a whole.

Tries: an archive whose folders bear another student's name, in every layout
Loses: lr-train
State: graded | flagged
Only: folder
"""

import zipfile


def hand_in(work, folder):
    with zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        data = work.data(work.wrong("lr-train"))
        for path in (
            f"aa-right/{work.chapter}.ipynb",
            f"submitted/zz-right/{work.chapter}/{work.chapter}.ipynb",
            "zz-right_1_999999999_04.ipynb",
            "Aa_aa-right_assignsubmission_file_/04.ipynb",
        ):
            archive.writestr(path, data)
