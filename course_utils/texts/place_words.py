"""What is said of the place in a student's code, and of the edit that was run there.

One sentence for every kind of :data:`course_utils.core.place.KINDS`. It says what of the marked
piece matters and what a change of it did, never what the change is.
"""

from __future__ import annotations

from collections.abc import Mapping

# Kind: a question about the piece, and how the tried edit was unlike it.
_KINDS = {
    "operator": ("Which operation belongs here?", "With another one"),
    "operands": ("Does the order matter here, and what comes first?", "In another order"),
    "sign": ("Which sign does this need?", "With another one"),
    "grouping": ("What is computed first here?", "With another grouping"),
    "factor": ("What is this multiplied or divided by, and what should it be?",
               "With another factor"),
    "term": ("What is added up here, and what should be?", "With other terms"),
    "constant": ("Which value belongs here?", "With another one"),
    "axis": ("Which axis belongs here?", "With another choice"),
    "keepdim": ("Which shape does this leave, and which one does the next step need?",
                "With another one"),
    "shape": ("Which shape does this have, and which one is needed?", "With another one"),
    "reduction": ("How are the numbers brought together here?", "In another way"),
    "function": ("Is this the function that is needed?", "With another one"),
    "wrapper": ("What is done to this value, and what should be?", "With something else done"),
    "parentheses": ("Should this be called, or used as it is?", "With the other choice"),
    "keyword": ("Which options does this call need?", "With other ones"),
    "argument": ("What does this call need to be given?", "With something else"),
    "name": ("Is this the name that is meant?", "With another one"),
    "index": ("Which part is taken here?", "With another one"),
    "condition": ("When should this hold?", "With another condition"),
    "return": ("What is returned here, and when?", "With a change here"),
    "assignment": ("Where does this value end up?", "With another way of storing it"),
    "superfluous": ("What does this do here, and is it asked for?", "With a change here"),
    "repeated": ("How often should this happen?", "If it happens another number of times,"),
    "order": ("Where does this belong in the order?", "In another order"),
    "block": ("Which block does this belong to: how often should it run, and when?",
              "In another one"),
    "missing-statement": ("What else has to happen around this line?", "With one more statement"),
    "registration": ("Does the module know this as its own?", "With another way of keeping it"),
    "expression": ("What should this give?", "With the expected value in its place"),
    "definition": ("Is this defined as the exercise asks?", "With another definition"),
}  # fmt: skip

_LINES = {
    "place.line": "Line {line}",
    "place.line-in": "Line {line}, in {function}",
    "place.lines": "Lines {lines}",
    "place.more": "{lines} and {count} more",
    # For those who hear the line: what is marked in it.
    "place.spoken": "{line}, at {text}",
    "place.spoken-gap": "{line}, something is missing",
}

# What the edit is: for those who learn on their own, after the last hint.
_CHANGES = {
    "replaced": "with {new} in place of {old}",
    "added": "with {new} added",
    "taken": "without {old}",
    "taken-block": "without this block",
    "moved-order": "with {new} at another point",
    "moved-block": "with {new} in another block",
    "moved-condition": "with {new} under another condition",
    "inside": "inside {new}",
}

_WHERE = {
    "change.line": "In line {line}",
    "change.lines": "In lines {lines}",
}

PLACES: Mapping[str, str] = {
    **{f"place.{kind}": f"{asks} {but} the visible checks pass." for kind, (asks, but)
       in _KINDS.items()},
    **{f"place.{kind}/further": f"{asks} {but} the first difference is gone." for kind, (asks, but)
       in _KINDS.items()},
    **{f"place.{kind}/raised": f"{asks} {but} this exception is gone." for kind, (asks, but)
       in _KINDS.items()},
    **_LINES,
    **{f"change.{how}": f"{{where}}, {what} the visible checks pass." for how, what
       in _CHANGES.items()},
    **{f"change.{how}/further": f"{{where}}, {what} the checks get further." for how, what
       in _CHANGES.items()},
    **_WHERE,
}  # fmt: skip
