"""What is said where each student of a course has seeds of his or her own."""

from __future__ import annotations

SEEDS = {
    "seeds.no-id": "In this course everybody runs this with seeds of their own, which follow from "
    'an id. Add a cell with `my_id("…")`, your id as it stands in the class list in place of the '
    "dots, run it, and then this cell again.",
    "seeds.own": "This is the copy of {student}. Your own seeds are {seeds}. Run the cells that "
    "use them again.",
    "seeds.for-everybody": "In this copy of the course all numbers are the same for everybody: no "
    "id is needed.",
    "seeds.id-unknown": "No id is known here yet. Write yours, as it stands in the class list, "
    'between the quotes: `my_id("…")`.',
    "seeds.id-placeholder": "Your id belongs in place of the dots, as it stands in the class list.",
    "seeds.id-unfit": "An id is a short text on one line, as it stands in the class list, not "
    "{given}.",
    "seeds.feedback": "This question asks for runs with seeds of your own: {seeds}.",
    "seeds.feedback-of-member": "This question asks for runs with seeds of your own. The outputs "
    "in your file are of {seeds}, those of a member of your group.",
    "seeds.feedback-for-everybody": "The outputs in your file are of the seeds {found}, which "
    "everybody has who gives no id, or whose copy of the course is older.",
    "seeds.feedback-none": "The outputs in your file show no run with them.",
}
