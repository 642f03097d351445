"""What ``review()`` and ``arrange()`` say."""

from __future__ import annotations

from collections.abc import Mapping

_SITTING: dict[str, str | Mapping[str, str]] = {
    "review.lead": {
        "one": "{count} question about chapter {chapters}, with new numbers. It is not graded.",
        "other": "{count} questions about {chapters}, with new numbers. They are not graded.",
    },
    "review.one-chapter": "chapter {chapter}",
    "review.chapters": "chapters {first} to {last}",
    "review.chapters-listed": "chapters {names} and {last}",
    "review.number": "Question {number} of {count}, chapter {chapter}",
    "review.last-line": "What does the last line give?",
    "review.in-words": "Say it in two lines, here or on paper. Then compare.",
    "review.how": 'Answer with `review(answer="{example}")`, or your own letter.',
    "review.how-words": 'Write `review(answer="…")` with your two lines between the quotation '
    "marks.",
    "review.how-compare": 'Did you have it? `review(answer="yes")`, or `review(answer="no")`: not '
    "yet.",
    "review.words-label": "Your two lines",
    "review.show-model": "Compare with a model answer",
    "review.had-it": "I had it",
    "review.not-yet": "Not yet",
    "review.compare": "Did you have it, in whatever words?",
    "review.your-words": "You wrote: {given}",
    "review.model": "A model answer:",
    "review.hit": "You said {given}. That is right.",
    "review.missed": "You said {given}. It is {answer}.",
    "review.had": "You had it.",
    "review.had-not": "Not yet: it will come again.",
    "review.would-give": "This line would have given that: `{line}`",
    "review.look-again": "To look at it again: chapter {chapter}, `{call}`.",
    "review.done": "{hit} of {count} right.",
    "review.head-question": "question",
    "review.head-chapter": "chapter",
    "review.head-now": "today",
    "review.head-again": "comes again",
    "review.was-right": "✓ right",
    "review.was-missed": "→ not yet",
    "review.again-next": "next time",
    "review.again-in": {"one": "tomorrow", "other": "in {count} days"},
    "review.more": "`review()` draws new questions at any time, `review({chapter})` only about "
    "chapter {chapter}.",
    "review.answers": "The answers",
    "review.answer-of": "{number}: {answer}",
    "review.fold": "Answer",
    "review.nothing-open": "No question waits for an answer: `review()` draws new ones.",
    "review.unread-option": "Choose one of {letters}; “{given}” is none of them.",
    "review.unread-compare": "Say “yes” if you had it, or “no”; “{given}” is neither.",
    "review.no-chapter": "There are no questions about {chapter}: write a chapter's number, 1 to "
    "{last}, as in `review(3)`.",
    "review.none-before": "There is nothing to ask before {chapter}: write a later chapter's "
    "number, 2 to {last}, as in `review(before=3)`.",
}

_ARRANGE: dict[str, str | Mapping[str, str]] = {
    "arrange.nameless": "Which program? Write one of {calls}.",
    "arrange.unknown": "There is no program {name}. Write one of {calls}.",
    "arrange.task-training-loop": "Put the lines in order, so that they train `model` on every "
    "batch of `loader`, `epochs` times. Two of them have no place here.",
    "arrange.task-function-backward": "Put the lines in order below `class Product`, so that "
    "`Product.apply(a, b)` is a · b, with a backward of its own. Two of them have no place here.",
    "arrange.how": "Type the numbers from top to bottom, with a > for each step of indentation: "
    '`arrange("{name}", "{example}")`.',
    "arrange.again": 'To do it again: `arrange("{name}", "")`',
    "arrange.program": "Your program",
    "arrange.lines": "The lines. Press one to put it below the line that is chosen.",
    "arrange.empty": "Nothing is placed yet.",
    "arrange.up": "Move up",
    "arrange.down": "Move down",
    "arrange.left": "← Less indented",
    "arrange.right": "Indent →",
    "arrange.out": "Take out",
    "arrange.check": "Check",
    "arrange.chosen": "Chosen: line {place} of {count}, `{line}`, {level}.",
    "arrange.level": {"one": "indented once", "other": "indented {count} times"},
    "arrange.not-indented": "not indented",
    "arrange.choose-first": "Choose a line first.",
    "arrange.label": "{number}  {line}",
    "arrange.label-placed": "✓ {number}  {line}",
    "arrange.unread": "“{given}” cannot be read. Write the numbers with spaces between them, and "
    "a > after a number for each step of indentation: “{example}”.",
    "arrange.no-number": "There is no line {number}: the lines are numbered 1 to {last}.",
    "arrange.twice": "Line {number} appears twice. Each line can be placed once.",
    "arrange.passed": "That does it.",
    "arrange.why-training-loop": "zero_grad may stand anywhere in the inner loop except between "
    "backward and step. The rest is forced: each line needs the result of an earlier line.",
    "arrange.why-function-backward": "What backward will need is kept in forward. Each input's "
    "gradient is the upstream gradient times the slope: for a that slope is b, for b it is a.",
    "arrange.line-fault": "Line {place}, `{line}`: {why}",
    "arrange.not-yet": "Not yet. {why}",
    "arrange.nothing": "Place a line first.",
    "arrange.indented": "it is indented too far. Only the line after a colon is indented one step "
    "more.",
    "arrange.nothing-below": "it ends in a colon, so the next line has to be indented below it.",
    "arrange.between": "its indentation matches no line above that it could follow.",
    "arrange.batch-outside": "here every batch would be trained on many times before the next one "
    "comes. An epoch is one pass over all batches: it stands outside.",
    "arrange.epoch-inside": "the loop over the epochs is the outermost.",
    "arrange.batch-once": "here the batches are walked through once. Every epoch walks through "
    "all of them: this loop belongs inside the other.",
    "arrange.make-again": "here a new optimizer is made again and again, and each forgets the "
    "velocity of the one before. One is enough.",
    "arrange.make-late": "it comes too late. The optimizer is made before anything asks for it.",
    "arrange.zero-epoch": "here the gradients are cleared once per epoch. From batch to batch "
    "they add up.",
    "arrange.zero-outside": "here the gradients are cleared once. In the loops they add up, "
    "batch after batch.",
    "arrange.line-epoch": "here it runs once per epoch. Every batch needs it.",
    "arrange.line-outside": "here it runs once. Every batch needs it.",
    "arrange.loss-early": "here this batch's logits are not computed yet.",
    "arrange.back-early": "here this batch's loss is not computed yet.",
    "arrange.step-early": "here this batch's gradient is not computed yet. step only reads "
    "`.grad`; backward fills it.",
    "arrange.zero-between": "here it clears what backward has just found, before step has read "
    "it. Nothing would move, and no error would say so.",
    "arrange.softmax": "it has no place here. cross_entropy takes logits, and does the softmax "
    "itself.",
    "arrange.item": "it has no place here. `item()` gives a plain Python number, which has no "
    "graph to go back through.",
    "arrange.make-missing": "No line makes the optimizer.",
    "arrange.epoch-missing": "The loop over the epochs is missing: every batch comes only once.",
    "arrange.batch-missing": "The loop over the batches is missing: nothing says what xb and yb "
    "are.",
    "arrange.zero-missing": "No line clears the gradients: they add up from batch to batch.",
    "arrange.logits-missing": "The model is not called: there are no logits.",
    "arrange.loss-missing": "No line computes a loss.",
    "arrange.back-missing": "No line fills `.grad`.",
    "arrange.step-missing": "No line moves the parameters.",
    "arrange.method-inside": "it stands inside the other method. Both belong to the class, one "
    "below the other.",
    "arrange.static-alone": "it belongs directly above a `def`, with the same indentation.",
    "arrange.method-bare": "it has no `@staticmethod` of its own directly above it. PyTorch calls "
    "both methods without an object, and asks for it.",
    "arrange.save-elsewhere": "what backward will need is kept while forward runs: the line "
    "belongs there.",
    "arrange.result-elsewhere": "it gives the product, and that is what forward returns.",
    "arrange.saved-elsewhere": "it takes out what was kept, and that is done in backward.",
    "arrange.gradients-elsewhere": "it gives gradients, and that is what backward returns.",
    "arrange.after-return": "it comes after a `return`, and never runs.",
    "arrange.swapped": "it has no place here. The slope of a · b with respect to a is b: the first "
    "gradient is upstream · b.",
    "arrange.slopes": "it has no place here. These are the slopes alone; the upstream gradient is "
    "missing.",
    "arrange.static-missing": "PyTorch calls both methods without an object, and asks for a "
    "`@staticmethod` above each.",
    "arrange.forward-missing": "No line begins the forward method.",
    "arrange.save-missing": "Nothing is kept for backward, which needs a and b.",
    "arrange.result-missing": "forward returns nothing.",
    "arrange.backward-missing": "No line begins the backward method.",
    "arrange.saved-missing": "In backward nothing says what a and b are.",
    "arrange.gradients-missing": "backward returns no gradients.",
}

REVIEW: Mapping[str, str | Mapping[str, str]] = {**_SITTING, **_ARRANGE}
