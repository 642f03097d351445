"""What the build writes into a notebook beside the chapter's own text."""

from __future__ import annotations

from collections.abc import Mapping

_ENDS = {
    "notebook.open-page": "▶ Open this page in Colab",
    "notebook.open-chapter": "▶ Open this chapter in Colab",
    "notebook.start-page": "The start page",
    "notebook.the-start-page": "the start page",
    "notebook.before": "the chapter before",
    "notebook.next": "the next chapter",
    "notebook.first": "the first chapter",
    "notebook.in-colab-too": "in Colab, too: {links}",
    "notebook.in-colab": "In Colab: {links}.",
    "notebook.way-on": "Where to go from here",
    "notebook.coming": "→ {link}, about {count} minutes.",
    "notebook.begin": "Begin here → {link}, about {count} minutes.",
    "notebook.last": "That was the last chapter.",
    "notebook.back": "← {link}: where you are, the glossary, and where each idea comes back.",
    "notebook.run-first": "Run the two closed cells below first: click on the first line and press "
    "Shift+Enter twice (in Colab press ▶ beside each). A closed cell holds code that only prepares "
    "or draws; a click opens it. Without a mouse: the arrow keys pass closed cells by, Shift+Enter "
    "and Shift+↓ step into them, and Enter opens them.",
    "notebook.set-up": "Set-up: run this cell first. It fetches the names that this notebook uses.",
    "notebook.colab-cell": "Installs the course's package in Colab. Run it; where it is there, "
    "nothing happens.",
    "notebook.not-installed": "course_utils could not be installed. Is there a network? Connect, "
    "then run this cell again. If there is one, this release is no longer offered: take the "
    "notebooks of the newest.",
    "notebook.hand-in": "Before you hand in",
    "notebook.hand-in-why": "Save the notebook, then run the cell below. It looks for what costs "
    "marks by accident: cells that are missing, doubled or damaged, answers that you ran but did "
    "not save, exercises that are still empty or whose check does not pass yet. It says what to do "
    "about each, and writes the one file to upload.",
    "notebook.hand-in-run": "`submit(run=True)` also runs the saved notebook from top to bottom in "
    "a fresh kernel, as grading does; that takes about a minute. Hidden checks with other numbers "
    "run at grading.",
    "notebook.stub": "replace this line",
    "notebook.rubric": "How it is graded",
    "notebook.criterion": "{points}: {text}",
    "notebook.write-here": "*Write your answer here.*",
    "notebook.predict": "**Predict.**",
    "notebook.predict-numbered": "**Predict {number}.**",
    "notebook.answer": "Answer",
    "notebook.ends": "**It ends with** {ends}",
}

_EXERCISE: dict[str, str | Mapping[str, str]] = {
    "notebook.exercise": "Exercise {exercise} · {title}",
    "notebook.contract": "**Contract.** {contract}",
    "notebook.facts": "Difficulty: {difficulty} · Importance: {importance} · about {minutes} "
    "minutes · {points}",
    "notebook.points": {"one": "{count} point", "other": "{count} points"},
    "notebook.points-in-parts": {
        "one": "{count} point ({parts})",
        "other": "{count} points ({parts})",
    },
    "notebook.difficulty.1": "very easy",
    "notebook.difficulty.2": "easy",
    "notebook.difficulty.3": "medium",
    "notebook.difficulty.4": "hard",
    "notebook.difficulty.5": "very hard",
    "notebook.importance.1": "by the way",
    "notebook.importance.2": "useful",
    "notebook.importance.3": "important",
    "notebook.importance.4": "very important",
    "notebook.importance.5": "the heart of it",
    "notebook.help": "Help: I get …",
    "notebook.stuck": "Stuck? {call} helps in three steps.",
}

_START = {
    "notebook.looks": "what&nbsp;it&nbsp;looks&nbsp;like",
    "notebook.cover": "A picture from “{title}”",
    "notebook.hours": "about {hours} hours in {count} chapters; {fewer} if you know NumPy",
    "notebook.size": "The {count} chapters hold {exercises} exercises and take about {hours} "
    "hours, or {fewer} if you know NumPy.",
    "notebook.links": "The links in bold open a chapter here; in Colab take the ones behind them.",
    "notebook.in-colab-link": "in Colab",
    "notebook.minutes": "{count} minutes",
    "notebook.chapter-ends": "It ends with {ends}",
    "notebook.write": "write",
    "notebook.does": "and it does",
}

NOTEBOOK: Mapping[str, str | Mapping[str, str]] = {**_ENDS, **_EXERCISE, **_START}
