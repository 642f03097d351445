"""What ``check``, ``hint``, ``guess``, ``progress``, ``reset`` and ``demo`` say in a notebook."""

from __future__ import annotations

from collections.abc import Mapping

_EXERCISES: dict[str, str | Mapping[str, str]] = {
    "exercise.empty": "This exercise is still empty: replace this line.",
    "exercise.id-first": 'The exercise\'s id comes first, as text, such as "lr-backward", not '
    "{kind}.",
    "exercise.is-question": '`{name}` is a question, not an exercise: `guess("{name}")`.',
    "exercise.is-program": '`{name}` is a program to put in order: `arrange("{name}")`.',
    "exercise.several": "`{name}` belongs to several exercises: {names}. Name one.",
    "exercise.unknown-close": "There is no exercise {name}. Did you mean {names}?",
    "exercise.unknown": "There is no exercise {name}. The exercises are: {names}.",
    "exercise.nameless": "Which exercise? Write its id between the parentheses: "
    '`{function}("row-normalize")`. You find it after `# exercise:` in the first line of the '
    "exercise's cell.",
    "input.second": "the second {input}",
    "input.other": "the other {input}",
    "data.unreadable": "The course's data cannot be read ({kind}: {message}).",
    "data.damaged": "{file}, a file of the course's package, is damaged. Install the package "
    "again, restart the kernel, and run the cells from the top.",
    "data.package-missing": "The course needs the package {package}, which is not installed here. "
    "Run %pip install {package} in a cell of its own, restart the kernel, and run the cells from "
    "the top.",
    "data.no-questions": "The course's questions cannot be read ({kind}).",
    "data.no-notebooks": "The released notebooks' data cannot be read ({kind}).",
}

_MISFITS: dict[str, str | Mapping[str, str]] = {
    "misfit.none": "This is None. Give the check {symbol} itself: {call}. A function that ends "
    "without `return` gives None when it is called.",
    "misfit.no-function": "This is {kind}, perhaps the result of a call. Give the function "
    "itself, without parentheses: {call}.",
    "misfit.own-instance": "This is an instance of {kind}; the check makes its own instances. Give "
    "the class: {call}.",
    "misfit.instance": "This is an instance of {kind}. Give the class itself: {call}.",
    "misfit.function": "This is a function. Give the class itself: {call}.",
    "misfit.no-class": "This is {kind}. Give the class itself: {call}.",
    "misfit.attribute": "{symbol} has no method {name}: it has to be a function of the class, def "
    "{name}(self, …). What __init__ puts into self.{name} is an attribute.",
    "misfit.no-method": "{symbol} has no method {name} at the moment. If you ran the cell of "
    "`class {symbol}` again, run the cells below it again too: each of them adds one method.",
    "misfit.no-init": "Your class has no `__init__` of its own, but a method `{name}`. Python "
    "calls `__init__` when an object is made: init with two underscores on each side.",
}

_CHECKS: dict[str, str | Mapping[str, str]] = {
    "check.fault": "The check could not be run ({kind}: {message}). Restart the kernel and run "
    "the cells again; if it happens again, tell your instructor.",
    "check.memory": "The code asks for more memory than there is.",
    "check.not-the-last": "not yet: what was checked is not your latest version",
    "check.older-passes": "{stale} That version passes.",
    "check.passed-before": "It passed before, and that still counts; the cell is empty now. {note}",
    "check.passed-undefined": "It passed before, and that still counts. {note}",
    "check.undefined": "`{symbol}` is not defined yet: run the cell above that defines it.",
    "check.other-chapter": "`{symbol}` is not defined yet: {exercise} is an exercise of chapter "
    "{chapter}, in the notebook {notebook}.ipynb.",
    "check.stopped": "not yet: stopped by you after {time}",
    "check.stopped-in-line": "not yet: stopped by you after {time}, in the line `{line}`",
    "check.running": "your code has been running for {seconds} s",
    "check.running-in-line": "your code has been running for {seconds} s, now in the line `{line}`",
    "check.how-to-stop": "■ in the toolbar stops it (or press I twice outside of a cell); what you "
    "wrote stays as it is.",
    "check.endless": "Does it ever end? Look at what would have to change in a loop for it to "
    "stop.",
    "check.seconds": "{seconds} s",
    "check.a-moment": "less than a second",
    "check.interrupted": "KeyboardInterrupt: stopped by you",
    "check.search-stopped": "KeyboardInterrupt: the search for the line was stopped by you; what "
    "the card says stands",
    "purpose.never-called": "It passes, though backward was never called. This exercise is for "
    "practising autograd: try it once that way, without a formula of your own.",
    "purpose.called": "It passes, though autograd computed the gradients. This exercise is for "
    "writing them yourself: try it once without `backward`.",
    "leftover.beside": "The line `raise NotAttempted` is still in `{function}`, next to your own "
    "lines: delete it and run the cell again.",
    "leftover.other": {
        "one": "`{function}` is still empty; {names} has your lines.",
        "other": "`{function}` is still empty; {names} have your lines.",
    },
    "printed.more": {
        "one": "… and {count} more line",
        "other": "… and {count} more lines",
    },
    "clock.ran": "This ran for {seconds} seconds and was interrupted.",
    "clock.waited": "This waited for {seconds} seconds without computing anything.",
    "clock.ran-in-while": "This ran for {seconds} seconds and was interrupted. It was in a `while` "
    "loop: does its condition ever become false? A counter has to change inside the loop; `for _ "
    "in range(steps)` counts by itself.",
}

_STALE: dict[str, str | Mapping[str, str]] = {
    "stale.unreadable": "Your last version of the exercise's cell did not run: {error}.",
    "stale.unreadable-at": "Your last version of the exercise's cell did not run: {error} in line "
    "{line}.",
    "stale.unreadable-text": "Your last version of the exercise's cell did not run: {error} in "
    "line {line}: `{text}`.",
    "stale.raised": "Your last version of the exercise's cell raised {error}, before it had "
    "defined `{name}`.",
    "stale.raised-at": "Your last version of the exercise's cell raised {error} in line {line}, "
    "before it had defined `{name}`.",
    "stale.raised-text": "Your last version of the exercise's cell raised {error} in line {line}, "
    "before it had defined `{name}`: `{text}`.",
    "stale.renamed": "Your last version of the exercise's cell defines `{found}`, not `{name}`.",
    "stale.undefined": "Your last version of the exercise's cell does not define `{name}`.",
    "stale.no-method-of": "`@method_of({symbol})` is missing above `def {name}` in your last "
    "version of the exercise's cell.",
    "stale.and": "{happened} {held}",
    "stale.empty": "In the kernel `{name}` is still the empty one.",
    "stale.empty-method": "In the kernel the `{method}` of {symbol} is still the empty one.",
    "stale.older": "The check used the version before it.",
    "stale.older-method": "The check used the `{method}` that {symbol} had before.",
}

_HINTS: dict[str, str | Mapping[str, str]] = {
    "hint.headline": "hint {step} of {steps}",
    "hint.none": "This course gives no hints. `check()` still names the mistake, and `explain()` "
    "works through it.",
    "hint.no-such-step": "{exercise} has the hints 1 to {steps}, not {step}.",
    "hint.more": 'More: `hint("{exercise}")`',
    "hint.last": "This was the last one.",
    "hint.last-with-place": "This was the last one. {place}",
    "hint.exhausted": 'That was the last of the {steps} hints of {exercise}. `hint("{exercise}", '
    "1)` shows the first again; the box “Help: I get …” above the exercise lists what else can "
    "happen.",
    "hint.exhausted-with-place": 'That was the last of the {steps} hints of {exercise}. `hint("'
    '{exercise}", 1)` shows the first again; the box “Help: I get …” above the exercise lists '
    "what else can happen. {place}",
    "hint.solution": "You are learning on your own, so here is where to find a solution: {place}, "
    "the cell that starts with `# exercise: {exercise}`. Read it, close it, and write the lines "
    "from memory.",
}

_GUESSES: dict[str, str | Mapping[str, str]] = {
    "guess.nameless": "Which question? Its id is in the cell below a question marked “Predict”, "
    'such as `guess("t-call")`.',
    "guess.id-first": 'The question\'s id comes first, as text: guess("t-view-shares"), not '
    "{kind}.",
    "guess.is-exercise": '`{name}` is an exercise, not a question: `check("{name}")`.',
    "guess.unknown-close": "There is no question {name}. Did you mean {names}?",
    "guess.unknown": "There is no question {name}. Its id is in the cell below a question marked "
    "“Predict”.",
    "guess.no-option": "Choose one of {letters}; “{given}” is none of them.",
    "guess.nothing": "Write down a guess first: any guess will do, and it costs nothing.",
    "guess.hit": "You said {given}. That is what happens.",
    "guess.hit-again": "This time you said {given}. That is what happens.",
    "guess.missed": "You said {given}. What happens is {answer}.",
    "guess.missed-again": "This time you said {given}. What happens is {answer}.",
    "guess.again": 'To answer again: `guess("{question}", "{example}")`',
    "guess.how": 'Answer with `guess("{question}", "{example}")`.',
    "guess.how-letter": 'Answer with `guess("{question}", "{example}")`, or your own letter.',
    "guess.expect": "What do you expect?",
    "guess.placeholder": "a number, a shape or a word",
    "guess.label": "Your guess",
    "guess.button": "This is my guess",
    "guess.tooltip": "Answer {question}",
    "live.run-again": "Run this cell to answer or to change something.",
}

_PROGRESS: dict[str, str | Mapping[str, str]] = {
    "progress.headline": "Your progress",
    "progress.minutes": "{minutes} min",
    "progress.hours": "{hours} h",
    "progress.head-left": "left, about",
    "progress.mount-drive": "Colab deletes its files after some hours. To keep this, mount your "
    'Drive: `from google.colab import drive`, then `drive.mount("/content/drive")`, and call '
    "this again.",
    "progress.take-along": "On another machine, put this file next to the notebooks and call "
    "`progress(load=True)`.",
    "progress.foot": "Hidden checks with other numbers run at grading.",
    "progress.passed": "✓ passed",
    "progress.passed-now-empty": "✓ passed before; the cell is empty now",
    "progress.passed-now-tried": "✓ passed before; not as it is now",
    "progress.tried": "→ tried",
    "progress.not-yet": "○ not yet",
    "progress.no-chapter": "There is no chapter {chapter}; the chapters are {names}.",
    "progress.no-place": "{place} is not the name of a file: write one between quotation marks, "
    'as in `progress(save="my.json")`.',
    "progress.no-file": "There is no file {path}: nothing was loaded.",
    "progress.not-loaded": "Nothing was loaded: {fault}.",
    "progress.loaded": {
        "one": "Loaded {path}: {count} exercise changed.",
        "other": "Loaded {path}: {count} exercises changed.",
    },
    "progress.saved": "Saved to {path}.",
    "progress.not-saved": "Nothing was saved to {path}: {fault}.",
    "progress.too-large": "{file} is far too large for a file that progress() wrote.",
    "progress.unusable": "{file} is not a file that progress() wrote, or is damaged.",
    "progress.course": "the course",
    "progress.share": "{part} of {whole}",
    "progress.checks": {"one": "{count} check", "other": "{count} checks"},
    "progress.head-chapter": "chapter",
    "progress.head-passed": "passed",
    "progress.head-points": "visible points",
    "progress.head-predicted": "predicted",
    "progress.head-exercise": "exercise",
    "progress.head-state": "state",
    "progress.head-earned": "points",
    "progress.head-tried": "tried",
    "progress.questions-hit": "Questions predicted: {given} of {asked}, {hit} as it happened.",
    "progress.questions-next": "Questions predicted: {given} of {asked}. Next: "
    '`guess("{question}")`',
    "progress.questions-hit-next": "Questions predicted: {given} of {asked}, {hit} as it "
    'happened. Next: `guess("{question}")`',
    "progress.all-pass": "Every exercise passes its visible checks.",
    "progress.tried-first": "Tried, not passed yet: {exercise}, {title} ({chapter}, about "
    "{minutes} minutes).",
    "progress.next": "Next: {exercise}, {title} ({chapter}, about {minutes} minutes).",
}

_PASSED: dict[str, str | Mapping[str, str]] = {
    "passed.headline": "passed · {share}",
    "passed.headline-next": "passed · {share} · next: {exercise}, about {minutes} minutes",
    "passed.share": "{passed} of {count} in this chapter",
    "passed.chapter": "Chapter {chapter} is done. `summary({chapter})` writes a page about it, to "
    "keep.",
    "passed.next-chapter": "Next: `{exercise}` in {notebook}, about {minutes} minutes.",
    "passed.course": "Chapter {chapter} is done, and with it the course. `summary()` writes a page "
    "about all of it, to keep.",
    "passed.graded": "These were the visible checks; hidden ones with other numbers run at "
    "grading.",
    "passed.practised": "What this was for",
    "passed.other-way": "Another way: {about}",
    "passed.solution": "The course's own solution",
}

_SUMMARY: dict[str, str | Mapping[str, str]] = {
    "summary.workbook": "The Gradient Workbook",
    "summary.course": "Tensors, gradients, and the loop that trains",
    "summary.chapter": "Chapter {number}: {title}",
    "summary.done": "done",
    "summary.on-the-way": "in progress",
    "summary.days": "{first} to {last}",
    "summary.share": "{passed} of {count} exercises",
    "summary.at-once": "Right at the first check",
    "summary.tries": "Solved after several tries",
    "summary.checks": {"one": "{count} check", "other": "{count} checks"},
    "summary.later": "Guessed wrongly, and later right",
    "summary.guessed": {
        "one": "{count} question answered before it was run, {hit} as it happened.",
        "other": "{count} questions answered before they were run, {hit} as it happened.",
    },
    "summary.nothing": "No exercise has passed yet: the page would be empty.",
    "summary.not-written": "{path} could not be written: {fault}.",
    "summary.written": "your page is {path}, next to this notebook",
    "summary.still": {
        "one": "{count} exercise is still open; the page says how far you are.",
        "other": "{count} exercises are still open; the page says how far you are.",
    },
    "summary.passed": "Passed",
    "summary.print": "Open it in a browser to print it.",
    "summary.print-named": "Open it in a browser to print it. `{call}` puts your name on it.",
}

_BUTTONS: dict[str, str | Mapping[str, str]] = {
    "button.hint": "Next hint",
    "button.explain": "Explain",
    "button.reset": "Empty cell",
    "button.copy": "Copy",
    "button.copied": "Copied",
    "button.of": "{button}: {exercise}",
    "explain.unchecked": 'Check it first: `check("{exercise}")`. Then `explain()` shows the '
    "mistake on three numbers.",
    "explain.passed": "{exercise} passes: there is no mistake to explain.",
    "explain.no-evidence": "There are no numbers to show it on yet: {note}",
    "explain.no-verdict": "The check itself could not be run; this is not your doing.",
}

_OTHERS: dict[str, str | Mapping[str, str]] = {
    "reset.headline": "the empty exercise",
    "reset.label": "the empty exercise, to be copied",
    "reset.placed": "A new cell below this one holds the empty exercise. If no cell appeared, "
    "copy the lines above. What you wrote is still in the exercise's own cell, which cannot be "
    "deleted. To begin again, write in the new cell and empty the exercise's own; to go on with "
    "what you wrote, delete the new one.",
    "reset.paste": "Select everything in the exercise's cell and paste these lines over it. Until "
    "you do, what you wrote stays as it is; keep a copy if you may want it back.",
    "demo.needs-something": "This part needs an exercise that is still empty.",
    "demo.needs": {
        "one": "This part needs {names} first; it is still empty.",
        "other": "This part needs {names} first; they are still empty.",
    },
    "demo.needs-some": "This part needs {names} first; at least one is still empty.",
    "demo.processes": "{failed} of {processes} processes did not finish: this machine or its "
    "sandbox may not allow new processes. The rest of the chapter does not need them.",
    "list.and": "{names} and {last}",
    "picture.not-drawn": "{name} cannot draw this: {fault}. Its help, `{name}?`, says what it "
    "needs.",
    "method-of.no-class": "method_of needs the class itself in its parentheses, but got {what}. "
    "Write @method_of(LR) above the def.",
    "method-of.instance": "an instance of {kind}",
    "method-of.function": "the function {name}",
    "method-of.no-def": "@method_of({symbol}) belongs above a def, not above {kind}.",
}

COMMANDS: Mapping[str, str | Mapping[str, str]] = {
    **_EXERCISES,
    **_MISFITS,
    **_CHECKS,
    **_STALE,
    **_HINTS,
    **_GUESSES,
    **_PROGRESS,
    **_PASSED,
    **_SUMMARY,
    **_BUTTONS,
    **_OTHERS,
}
