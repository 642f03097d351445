"""The instructor's package: the catalogue of answers, the build, the grading.

It holds references and wrong implementations, so it never reaches a student's
machine and never enters the sandbox.
"""

from __future__ import annotations

import sys
from typing import Any

# jsonschema, which nbformat asks, imports a grammar of web addresses in other alphabets where
# it is installed: two seconds in every process, for a check that no notebook asks for.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def __getattr__(name: str) -> Any:
    # Imported when asked for: `python -m autograder --help` need not load torch.
    if name == "hidden":
        # Not a module of the same name: importing it would take the function's place.
        from autograder.hidden_tests import hidden

        return hidden
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")
