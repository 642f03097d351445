"""What ``submit`` says of a notebook before it is handed in: what was found, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

Texts = dict[str, str | Mapping[str, str]]

_CARD: Texts = {
    "handin.nothing-written": "not yet: no file was written, because it would not contain your "
    "work",
    "handin.exercises-may-cost": {
        "one": "the file is written; one exercise may cost marks",
        "other": "the file is written; {count} exercises may cost marks",
    },
    "handin.things-may-cost": {
        "one": "the file is written; one thing may cost marks",
        "other": "the file is written; {count} things may cost marks",
    },
    "handin.ready": "ready to hand in",
    "handin.label": "hand in",
    "handin.upload": "Upload this one file: `{file}`",
    "handin.in-colab": "In Colab you find it in the list of files (the folder icon on the left): "
    "download it from there first.",
    "handin.receipt": "Its checksum (SHA-256), to keep as your receipt: `{digest}`",
    "handin.hidden": "Hidden checks with other numbers run at grading.",
    "handin.the-folder": "the folder",
    "handin.not-written": "The file to upload could not be written: {fault}.",
}

_FILE: Texts = {
    "file.colab": "Colab did not hand out this notebook. Use File, Download, Download .ipynb, and "
    "upload that file instead.",
    "file.none-here": "There is no notebook of the course in this folder. Say which one it is: "
    'submit("04_logistic_regression.ipynb").',
    "file.which": "Which notebook is it? Write its name between the parentheses: {names}.",
    "file.too-large": "{file} is larger than {most} MB: clear its outputs.",
    "file.no-path": "The name of the notebook comes here, as text: "
    'submit("04_logistic_regression.ipynb"), not {kind}.',
    "file.missing": "There is no file {path}.",
    "file.unreadable": "{path} cannot be read: {fault}.",
    "file.damaged": "{file} is damaged: it is not valid JSON ({fault}). Open the notebook in "
    "Jupyter and save it again, or copy your answers into a fresh copy.",
    "file.no-notebook": "{file} is not a notebook: it has no list of cells.",
    "file.start": "There is nothing to hand in on this page. Each chapter ends with a cell "
    "`submit()`, which looks the notebook over and writes the file to upload.",
    "file.not-ours": "{file} is not a notebook of this course: none of its cells is known.",
}

_CELLS: Texts = {
    "cells.not-attempted": "not attempted",
    "cells.as-handed-out": {
        "one": "{names}: its cell is still as it was handed out.",
        "other": "{names}: their cells are still as they were handed out.",
    },
    "cells.check-gone": {
        "one": "The check cell is gone.",
        "other": "These check cells are gone.",
    },
    "cells.check-gone.todo": "This costs nothing, because grading uses its own. You can write it "
    'again, as in `check("{exercise}")`.',
    "cells.locked-changed": {
        "one": "A locked cell was changed.",
        "other": "Locked cells were changed.",
    },
    "cells.locked-changed.todo": "Grading uses the released text. If your answer needs what you "
    "wrote there, move it into a cell of your own.",
    "cells.own-empty": "Its own cell is still as it was handed out. {beside}",
    "cells.own-missing": "Its own cell is missing. {beside}",
    "cells.missing": "Its cell is missing.",
    "cells.missing.todo": '`reset("{exercise}")` gives you the empty one back; or undo the '
    "deletion (Edit menu).",
    "cells.missing-words.todo": "Write the answer in a new cell of its own.",
    "cells.turned": "Its cell was turned into a {kind} cell.",
    "cells.turned-nameless": "Its cell was turned into a cell of an unknown kind.",
    "cells.turned.todo": "Select the cell, press Esc, then {key}: it is a {kind} cell again.",
    "cells.marks-lost": "Its cell has lost the metadata that identifies it; it was found by its "
    "text.",
    "cells.marks-lost.todo": "To be safe, make `# exercise: {exercise}` its first line.",
    "cells.no-python": "Python cannot read it: {message}, line {line} of the cell.",
    "cells.no-python-at-all": "Python cannot read it: {kind}.",
    "cells.no-python.todo": "Nothing in this cell can run until that is fixed.",
    "cells.elsewhere": "The answer in {cell} counts.",
    "cells.words-elsewhere": "Your instructor will read what you wrote in {cell} instead.",
    "cells.words-in-several": "Your instructor will read what you wrote in {cell}, and in {more} "
    "more of your own cells, instead.",
    "cells.beginning": "the cell that begins with “{text}”",
    "cells.several": "There are {times} copies of its cell.",
    "cells.several-one": "The one that has an answer counts.",
    "cells.several-last": "All of them run, in their order: what the last one defines counts.",
    "cells.several-all": "All of them count, in their order.",
}

_SYMBOLS: Texts = {
    "symbol.no-method-of": "`@method_of({symbol})` is missing above `def {name}` in the saved "
    "cell.",
    "symbol.renamed": "The saved cell defines `{found}`, not `{name}`.",
    "symbol.undefined": "The saved cell does not define `{name}`.",
    "symbol.write-method-of": "As it is, it gets 0 of {points} points: grading looks for the "
    "method `{name}` of `{symbol}`. Write that line, run the cell, and save.",
    "symbol.name-method": "As it is, it gets 0 of {points} points: grading looks for the method "
    "`{name}` of `{symbol}`. Rename it to `{name}`, run the cell, and save.",
    "symbol.name": "As it is, it gets 0 of {points} points: grading looks for `{name}`. Rename it "
    "to `{name}`, run the cell, and save.",
}

_SESSION: Texts = {
    "session.not-saved": "The saved file does not hold what you ran last.",
    "session.not-saved-empty": "The saved file does not hold what you ran last: there the cell is "
    "still empty.",
    "session.not-saved.todo": "Save the notebook (Ctrl+S, on a Mac Cmd+S), then run this cell "
    "again. If you changed the cell after running it, run it first.",
    "session.lost": "You ran a cell that defines {names}; the saved file uses it and has no such "
    "cell.",
    "session.lost.todo": "Save the notebook (Ctrl+S, on a Mac Cmd+S), then run this cell again. If "
    "you deleted that cell, your answers still need it.",
    "session.older.todo": "Grading runs the saved cell: fix it, run it, and save.",
    "session.not-run": "It was not run in this session, and no check is known to have passed.",
    "session.not-run.todo": "Run the notebook's cells from the top, then this one again.",
    "session.stopped": "You stopped the check.",
    "session.empty": "The kernel still holds the empty version, or one that still contains `raise "
    "NotAttempted`.",
    "session.empty.todo": "Run the cell (and the others of its class), then this one again.",
    "session.fault": "The check could not be run.",
    "session.fault.todo": "Restart the kernel, and run all cells again.",
    "session.wrong": "The visible checks do not pass yet.",
    "session.wrong.todo": "The check says what differs.",
    "loop.todo": "Look for a loop that never ends.",
}

_FRESH: Texts = {
    "fresh.where": "the fresh run",
    "fresh.the-file": "the file",
    "fresh.cell": "cell {number}",
    "fresh.not-made": "It was not made.",
    "fresh.not-made.todo": "The fresh run needs nbclient and nbformat: `pip install "
    "'gradient-workbook[lab]'`. Restart the kernel and run all cells instead.",
    "fresh.invalid": "It is not a valid notebook ({kind}: {message}).",
    "fresh.invalid.todo": "Open it in Jupyter, and save it again.",
    "fresh.kernel": "The kernel ended, or could not be started ({kind}).",
    "fresh.kernel.todo": "A cell that ends the kernel (`exit()`, far too much memory) ends it in "
    "grading, too.",
    "fresh.own-cell": "In the fresh run this cell, which you were given with the notebook, took "
    "over {seconds} s.",
    "fresh.own-cell.todo": "The machine is busy: close what you do not need, and try again.",
    "fresh.check": "In the fresh run the visible checks do not pass.",
    "fresh.check.todo": "Run all cells from the top and look at it.",
    "fresh.stopped": "In the fresh run this cell took too long and was stopped.",
    "fresh.raised": "In the fresh run this cell raises {kind}: {message}.",
    "fresh.raised.todo": "Restart the kernel and run all cells: something that it needs is not "
    "there yet.",
}

HANDIN: Mapping[str, str | Mapping[str, str]] = {
    **_CARD,
    **_FILE,
    **_CELLS,
    **_SYMBOLS,
    **_SESSION,
    **_FRESH,
}
