"""What a card says of a verdict: headline, note, where, what is compared, the mistake, a hint.

``…/unseen`` is what is said on hidden inputs, without any text that a student's code chose.
"""

from __future__ import annotations

from collections.abc import Mapping

_HEADLINES = {
    "points.one": "{earned} of {most} point",
    "points.many": "{earned} of {most} points",
    "headline.passed-visible": "the visible checks pass (hidden ones with other numbers run at "
    "grading)",
    "headline.passes": "the visible checks pass",
    "headline.passed": "passed ({points})",
    "headline.still-empty": "still empty",
    "headline.not-yet": "not yet",
    "headline.fault": "the check itself broke; this is not your doing and costs no points",
    "headline.wrong": "not yet ({points})",
    "headline.wrong-visible": "not yet ({points} in the visible checks)",
    "headline.error-alone": "not yet: the code raised an exception",
    "headline.error": "not yet ({points}): the code raised an exception",
    "headline.error-visible": "not yet ({points} in the visible checks): the code raised an "
    "exception",
    "headline.timeout-alone": "not yet: the code ran longer than it may",
    "headline.timeout": "not yet ({points}): the code ran longer than it may",
    "headline.timeout-visible": "not yet ({points} in the visible checks): the code ran longer "
    "than it may",
    "headline.crashed-alone": "not yet: the process that ran the code ended",
    "headline.crashed": "not yet ({points}): the process that ran the code ended",
    "headline.crashed-visible": "not yet ({points} in the visible checks): the process that ran "
    "the code ended",
}

_NOTES = {
    "note.asks": "What it asks: {contract}",
    "note.endless": "Does a loop never end, or take far more steps than it should?",
    "note.with-detail": "{note} {detail}",
}

_WHERE = {
    "where.case": "{what}, case “{case}”",
    "where.unseen": "{what}, on inputs that you have not seen",
    "while.made": "when {symbol}(…) was made",
    "while.in-call": "in {label}",
    "while.finding-out": "while finding out {label}",
    "while.computing": "while computing {label}",
}

_FACTS = {
    "fact.after": "the model does not answer as it did before the call: it is in another mode, or "
    "its numbers were changed.",
    "fact.not-as-expected": "not as expected",
    "fact.texts": "yours “{yours}”, expected “{expected}”",
    "fact.wanted": "{seen}; expected {wanted}",
    "fact.counts": "yours {yours}; expected {expected}",
    "fact.dtypes": "yours has the dtype {yours}; expected {expected}",
    "fact.numbers": "yours {yours}, expected {expected}",
    "fact.numbers-seen": "yours {yours}, expected {expected}; {seen}",
    "fact.marked": "the first difference is marked",
    "fact.shapes": "yours is {yours}; expected {expected}",
    "fact.no-parameter": "there is no such Parameter; it should have the shape {expected}",
    "fact.no-shape": "yours is {yours}; it should have the shape {expected}",
    "fact.one-number": "one number, {value}",
    "fact.a-tensor": "a tensor of shape {shape}: {values}",
    "fact.of-shape": "a tensor of shape {shape}",
    "fact.missing": "missing",
    "unseen.is": "yours is {kind}",
    "unseen.is-for-tensor": "yours is {kind} where a tensor belongs",
    "unseen.other": "yours is something else",
    "unseen.other-for-tensor": "yours is something else where a tensor belongs",
    "unseen.exception": "an exception",
}

_TABLES = {
    "table.at": "at",
    "table.yours": "yours",
    "table.expected": "expected",
    "table.ratio": "ratio",
    "table.shape": "shape",
    "table.first-numbers": "first numbers",
    "table.differs": "≠ differs",
    "table.agrees": "≈ agrees",
    "table.first": "≠ the first",
    "table.more": "{hidden} more of {total} elements are not shown.",
}

_CARDS = {
    "card.sentence": "{clause}.",
    "card.mistake": "This is what you get when {mistake}",
    "card.mistake-like": "You get numbers like these when {mistake}",
    "card.mistake-result": "You get a result like this when {mistake}",
    "card.mistake-raised": "You get an exception like this when {mistake}",
    "card.still-empty": "It calls `{function}`, which is still empty: write that one first.",
    "card.line": "in the line {line}",
    "card.line-plain": "in the line: {line}",
    "card.next": "Next: {call}",
    "card.hint": "Hint {step} of {steps}",
    "card.hint-line": "{title}: {hint}",
    "card.hint-offered": "nearly the line, so it is shown only when you ask for it.",
    "card.hint-read": "you have read it already. Compare your lines with it, one by one.",
    "card.printed": "Your function printed:",
    "card.warned": "Python warned:",
    "tone.passed": "passed",
    "tone.not-yet": "not yet",
    "tone.empty": "still empty",
    "tone.fault": "grader error",
    "tone.hint": "hint",
    "tone.info": "note",
}

VERDICTS: Mapping[str, str] = {
    **_HEADLINES,
    **_NOTES,
    **_WHERE,
    **_FACTS,
    **_TABLES,
    **_CARDS,
}
