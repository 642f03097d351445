"""Print what a checkout has against the style: ``python -m tests.style [FOLDER]``.

Another folder is judged by the lists that lie here.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.style.reading import texts_of
from tests.style.rules import Rules, misplaced

here = Path(__file__).parents[2]
folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else here
rules = Rules.read(folder, lists=here)
found = [*misplaced(folder, rules), *rules.violations(texts_of(folder))]
for violation in found:
    print(violation)
places = "1 place is" if len(found) == 1 else f"{len(found)} places are"
print(f"{places} against docs/style.md." if found else "All is as docs/style.md asks.")
sys.exit(bool(found))
