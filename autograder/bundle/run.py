"""What a bundle starts on its host: ``python -m autograder.bundle.run HOST ROOT``."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from autograder.bundle.hosts import HOSTS
from autograder.bundle.layout import COURSE, SETTINGS
from autograder.bundle.one_student import broken_grader, grade_folder
from autograder.files.paths import ROOT


def main(words: Sequence[str] | None = None) -> int:
    """Grade what was handed in, answer the host; the exit code."""
    name, root = words or sys.argv[1:]
    host, where = HOSTS[name], Path(root)  # type: ignore[index]
    about = json.loads((ROOT / SETTINGS).read_text(encoding="utf-8"))
    chapter = about["chapter"]
    try:
        found = grade_folder(
            host.folder(where), chapter, ROOT / COURSE, about["protection"], crowded=host.crowded
        )
    except Exception as error:  # whatever it is, it is ours and never a zero
        traceback.print_exc()
        found = broken_grader(chapter, f"{type(error).__name__}: {error}"[:300])
    return host.report(where, found, about["version"])


if __name__ == "__main__":
    sys.exit(main())
