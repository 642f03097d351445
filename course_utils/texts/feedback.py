"""What the feedback page says of an exercise, beside what a card says of a verdict."""

from __future__ import annotations

from collections.abc import Mapping

_MARKS = {
    "mark.passed": "passed",
    "mark.wrong": "not yet",
    "mark.error": "not yet: raised an exception",
    "mark.timeout": "not yet: ran too long",
    "mark.crashed": "not yet: ended early",
    "mark.not-run": "not yet: could not be run",
    "mark.not-attempted": "still empty",
    "mark.fault": "grader error: will be regraded",
    "mark.not-graded": "not graded",
    "mark.by-hand": "graded by hand",
    "mark.to-read": "waits for your instructor",
    "mark.score": "{earned} of {most}",
}

_HAPPENED = {
    "happened.timeout": "Your code was still running when its time was up, so it was stopped.",
    "happened.crashed": "The process that ran your code ended before it gave an answer. This "
    "happens when memory runs out, or when the code ends Python itself.",
    "happened.fault": "This is a grader error: the grader broke, not your code. It will be graded "
    "again, and no points are lost.",
    "happened.not-graded": "This exercise was not graded.",
    "happened.nothing-written": "You have written nothing here.",
    "happened.to-read": "Your instructor has not graded this answer yet.",
    "graded.cell-fails": "The cell that defines {symbol} does not run.",
    "graded.undefined": "{symbol} is not defined.",
    "graded.name-undefined": "The name {symbol} is not defined.",
    "graded.further-test": "A further test of your instructor's did not pass.",
    "graded.hidden-undefined": "A hidden case ended with: undefined.",
    "graded.hidden-misfit": "A hidden case ended with: misfit.",
    "graded.hidden-timeout": "A hidden case ended with: timeout.",
    "graded.hidden-crashed": "A hidden case ended with: crashed.",
    "graded.no-memory": "There was not enough memory.",
    "graded.no-look": "{symbol} cannot be inspected: {detail}.",
    "graded.no-handing-over": "Its answer cannot be passed on: {detail}.",
    "graded.too-large": "The values that were observed are too large to pass on.",
}

_STATES = {
    "page.graded": "Graded.",
    "page.flagged": "Graded, with remarks.",
    "page.unreadable": "The file that you handed in could not be graded. Open your notebook of "
    "this chapter in Jupyter, save it again, and hand that in; or ask your instructor.",
    "page.missing": "No file of yours was found for this chapter. If you have handed one in, tell "
    "your instructor.",
    "page.fault": "A grader error: the grading itself broke. Your file will be graded again, and "
    "no points are lost.",
}

_PAGE: dict[str, str | Mapping[str, str]] = {
    "page.title": "{chapter}: feedback for {student}",
    "page.feedback": "Feedback",
    "page.of-course": "{course} · Feedback",
    "page.for": "for {student}",
    "page.total": "{score} of {most} points",
    "page.no-mark": "No mark yet",
    "page.not-graded": "{score} of {most} points: not graded yet",
    "page.penalty": "{points} of your points were taken off because the file came late.",
    "page.excused": "Excused",
    "page.is-excused": "You are excused from this chapter, so it has no mark and costs you "
    "nothing.",
    "page.override": "Your instructor set this mark by hand. By the points below it would be "
    "{score} of {most}.",
    "page.override-alone": "Your instructor set this mark by hand.",
    "page.extension": "Your own due date for this chapter is {time} UTC.",
    "page.wrote-on": "Your instructor wrote on {exercises}.",
    "page.waits": {
        "one": "{points} of the points waits for your instructor, who has yet to read your answer.",
        "other": "{points} of the points wait for your instructor, who has yet to read your "
        "answer.",
    },
    "page.open": "{points} of the points are still open because of a grader error: they will be "
    "graded again, and none is lost.",
    "page.repriced": "Points have changed since your notebook was made: {exercises}.",
    "page.repriced-one": "{title} counts {now} instead of {before}",
    "page.remarks": "Remarks on your file",
    "page.exercises": "Exercises",
    "page.spoken-points": "points",
    "page.points": "{score} points",
    "page.points-by-hand": "{score} points, given by hand",
    "page.from-instructor": "From your instructor",
    "page.right": "Right on every input that it was graded on.",
    "page.compared": "Yours next to the expected: {where}",
    "page.next-hint": "The next one, in the notebook: {call}",
    "page.by-part": "Points by part",
    "page.by-criterion": "Points by criterion",
    "page.criterion": "criterion",
    "page.criterion-met": "met",
    "page.criterion-not-met": "not met",
    "page.adjusted": "Changed by your instructor",
    "page.part": "part",
    "page.earned": "earned",
    "page.most": "of",
    "page.your-code": "Your code",
    "page.marked": "{lines}, marked in your code.",
    "page.marked-asks": "{lines}, marked in your code: {asks}",
    # For those who hear the code: around the piece that is marked in it.
    "page.mark-begins": " the marked part begins: ",
    "page.mark-ends": " the marked part ends ",
    "page.back": "Back to the list",
    "page.table": "table",
    "page.received": "Received {time} UTC.",
    "page.release": "Graded with release {release}.",
    "page.own-cases": "The hidden cases were drawn for this file: others have other numbers.",
    "page.digest": "Your file’s SHA-256 begins with {digest}.",
}

_ASK = {
    "ask.here": "Ask about this mark",
    "ask.title": "Ask for another look at a mark",
    "ask.by-mail": "If a mark looks wrong to you, write to your instructor: the mail is ready but "
    "for your words. Write below its line what to look at again, and why. If no mail program "
    "opens, take the file, write into it, and send it.",
    "ask.by-file": "If a mark looks wrong to you, take the file, write below its line what to look "
    "at again, and why, and send it to your instructor.",
    "ask.mail": "Write a mail",
    "ask.file": "Take the file",
    "ask.whole": "The whole chapter",
    "ask.copy": "Neither works? Copy the text",
    "ask.exercises": "Copy this into a mail. It is about the whole chapter. For one exercise, put "
    "another of these names behind “exercise:”: {names}.",
    "ask.subject": "Request about a mark: {chapter}, {exercise}",
}

FEEDBACK: Mapping[str, str | Mapping[str, str]] = {
    **_MARKS,
    **_HAPPENED,
    **_STATES,
    **_PAGE,
    **_ASK,
}
