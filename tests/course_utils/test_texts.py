"""What users read comes from templates alone, and nothing is decided by the words."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from jinja2 import nodes

from autograder.catalogue.entry import catalogue
from autograder.catalogue.keys import run
from autograder.feedback.shell import TEMPLATES, environment
from course_utils.core.judge import judge
from course_utils.core.key import visible_keys
from course_utils.core.verdict import Verdict
from course_utils.texts import (
    ENGLISH,
    Message,
    Template,
    Theirs,
    fields_of,
    is_known,
    read_words,
    say,
    using,
    words,
    write_words,
)
from course_utils.views import html, text
from course_utils.views.secret import UNNAMED
from course_utils.views.story import tell

ROOT = Path(__file__).parents[2]

# Where a sentence may stand outside of the templates, and why.
ELSEWHERE = {
    "course_utils/texts/": "the templates themselves",
    "course_utils/labs/": "labs hold their own captions, beside what they draw",
    "course_utils/pictures/": "so do pictures",
    "course_utils/line_puzzles/": "lines of code, to be put in order",
    "course_utils/review_questions/": "questions hold their sentences beside what they compute",
    "course_utils/probes/": "names of cases and items; what they note is a template",
    "course_utils/core/kinds.py": "how older texts of the evidence are read",
    "course_utils/core/evidence.py": "errors of its format are ours",
    "course_utils/core/raised.py": "the texts of tags, and words of Python's own messages",
    "course_utils/core/raised_table.py": "patterns of Python's and torch's own messages",
    "course_utils/core/explain.py": "names of kinds, as the evidence writes them",
    "course_utils/core/surroundings.py": "the begin of a warning of torch's",
    "course_utils/diagnosis/": "pieces of code, which edits put into an answer",
    "course_utils/submit.py": "help of a command line",
}
DEVELOPERS = {"ValueError", "AttributeError", "OverflowError", "LookupError"}
_WORD = re.compile(r"[A-Za-z][A-Za-z’']+")
_MARKUP = re.compile(r"[<>]|[a-z-]+:[^ ]|^\s*(<|\.|#)|\\[bdsSw]")
_FIELD = "{}"


@cache
def parsed() -> tuple[tuple[str, ast.Module], ...]:
    """Both packages, without the catalogue: its sentences are data already."""
    paths = sorted([*(ROOT / "course_utils").rglob("*.py"), *(ROOT / "autograder").rglob("*.py")])
    names = {path: path.relative_to(ROOT).as_posix() for path in paths}
    return tuple(
        (name, ast.parse(path.read_text("utf-8")))
        for path, name in names.items()
        if not name.startswith("autograder/catalogue/")
    )


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    return ((name, tree) for name, tree in parsed() if name.startswith(folders))


def written(node: ast.expr) -> str | None:
    """A string constant or an f-string, with a mark for each of its values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else _FIELD for part in node.values
        )
    return None


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a module with its line, but for docstrings and developers' errors."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and written(node.value) is not None:
            continue
        if isinstance(node, ast.Raise) and _class_of(node.exc) in DEVELOPERS:
            continue
        found = written(node) if isinstance(node, ast.expr) else None
        if found is not None:
            yield node.lineno, found  # type: ignore[attr-defined]
        if not isinstance(node, ast.JoinedStr):
            yield from strings(node)


def _class_of(raised: ast.expr | None) -> str:
    return getattr(raised.func, "id", "") if isinstance(raised, ast.Call) else ""


def is_sentence(found: str) -> bool:
    """Three words in a row of blanks and commas, or two that a full stop or the like ends."""
    if _MARKUP.search(found):
        return False
    count = len(_WORD.findall(found))
    return " " in found.strip() and (count > 2 or (count > 1 and found.rstrip()[-1:] in ".!?…"))


def test_no_sentence_stands_outside_of_the_templates():
    outside = [
        f"{name}:{line}: {found}"
        for name, tree in modules("course_utils")
        if not name.startswith(tuple(ELSEWHERE))
        for line, found in strings(tree)
        if is_sentence(found) and found not in ENGLISH
    ]
    # Developers' errors that are built before they are raised.
    assert outside == []


def test_every_place_that_may_hold_sentences_is_there():
    assert all((ROOT / name).exists() for name in ELSEWHERE)


# Callers and templates.


def codes(node: ast.expr) -> list[str]:
    """The codes that a call may name; an f-string's as a pattern; none where a variable has it."""
    if isinstance(node, ast.IfExp):
        return codes(node.body) + codes(node.orelse)
    found = written(node)
    return [] if found is None else [found]


SAYING = {"say": "", "observed": "observed."}  # and what stands before the code


def imports_say(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "course_utils.texts"
        and any(alias.name in SAYING for alias in node.names)
        for node in tree.body
    )


def calls() -> Iterator[tuple[str, list[str], set[str], bool]]:
    """Of every call of ``say`` or ``observed``: where, its codes, its fields, whether all."""
    for name, tree in modules("course_utils", "autograder"):
        for node in ast.walk(tree) if imports_say(tree) else ():
            called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and called in SAYING and node.args:
                given = {word.arg for word in node.keywords if word.arg}
                whole = all(word.arg for word in node.keywords)
                named = [SAYING[called] + code for code in codes(node.args[0])]
                yield f"{name}:{node.lineno}", named, given, whole
    for path in TEMPLATES.glob("*.j2"):
        tree = environment(TEMPLATES).parse(path.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if getattr(call.node, "name", "") == "told":
                first = call.args[0]
                either = isinstance(first, nodes.CondExpr)
                options = (first.expr1, first.expr2) if either else (first,)
                named = [one.value for one in options if isinstance(one, nodes.Const)]
                given = {word.key for word in call.kwargs}
                yield f"{path.name}:{call.lineno}", named, given, True


def matching(code: str) -> list[str]:
    """The codes of templates that a code with marks for its values can be."""
    if _FIELD not in code:
        return [code] if code in ENGLISH else []
    pattern = ".*".join(map(re.escape, code.split(_FIELD)))
    return [one for one in ENGLISH if re.fullmatch(pattern, one)]


def test_every_call_names_a_template_and_gives_exactly_its_fields():
    wrong = []
    for where, named, given, whole in calls():
        for code in named:
            found = matching(code)
            if not found:
                wrong.append(f"{where}: no template {code}")
            for one in found if _FIELD not in code else ():
                asked = fields_of(ENGLISH[one])
                if (asked != given) if whole else not given <= asked:
                    wrong.append(f"{where}: {code} asks for {set(asked)}, gets {given}")
    assert wrong == []


def test_every_template_is_said_somewhere():
    used = {code for _, named, _, _ in calls() for code in named}
    for name, tree in modules("course_utils", "autograder"):
        if not name.startswith("course_utils/texts"):
            kept = {found for _, found in strings(tree) if " " not in found}
            noted = {f"observed.{found}" for found in kept}
            used |= kept | (noted if name.startswith("course_utils/probes/") else set())
    patterns = [code for code in used if _FIELD in code and "." in code]
    dynamic = {one for pattern in patterns for one in matching(pattern)}
    # Twins and reasons follow their sentence, symptoms what is seen.
    follow = (UNNAMED, ".why")
    unused = [
        code
        for code in ENGLISH
        if not code.endswith(follow)
        and not code.startswith("symptom.")
        and code not in used | dynamic
    ]
    assert unused == []


def test_what_repeats_a_students_text_has_a_twin_that_does_not():
    """A fact about such a value is replaced as a whole on hidden inputs, and needs none."""
    lacking = [
        f"{name}: {code}"
        for name, tree in modules("course_utils/core")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for code in repeating(function)
        if not code.startswith("seen.") and f"{code}{UNNAMED}" not in ENGLISH
    ]
    assert lacking == []


def repeating(function: ast.FunctionDef) -> Iterator[str]:
    """The codes that a function says with a field of the type ``Theirs``."""
    theirs = {arg.arg for arg in function.args.args if "Theirs" in ast.unparse(arg)}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and "Theirs(" in ast.unparse(node.value):
            theirs |= {n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
            given = {getattr(word.value, "id", "") for word in node.keywords}
            if given & theirs:
                yield from codes(node.args[0])


def test_the_search_for_twins_finds_what_there_is():
    found = {
        code
        for _, tree in modules("course_utils/core")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for code in repeating(function)
    }
    assert {"raised.missing-key", "raised.attribute-of-tensor", "general.kind"} <= found


# Messages.


def test_a_message_is_its_code_and_fields_whatever_becomes_of_it():
    inside = say("reason.size", size=7, words="the number of rows")
    message = say("seen.times-because", factor="7.00", reason=inside)
    assert message == say("seen.times-because", reason=inside, factor="7.00")
    again = read_words(json.loads(json.dumps(write_words(message))))
    assert again == message and hash(again) == hash(message)
    assert words(message).endswith("times the expected one, and 7 is the number of rows")
    theirs = read_words(write_words(say("raised.missing-key", name=Theirs("'dw'"))))
    assert isinstance(theirs, Message) and isinstance(dict(theirs.fields)["name"], Theirs)


def test_a_number_chooses_the_form_of_a_sentence():
    assert words(say("printed.more", count=1)) == "… and 1 more line"
    assert words(say("printed.more", count=2)) == "… and 2 more lines"


@pytest.mark.parametrize(
    "data",
    [
        None, 3, [], {}, {"code": 3, "fields": {}}, {"code": "seen.is"},
        {"code": "seen.is", "fields": {"what": None}}, {"code": "seen.is", "fields": {"what": []}},
        {"code": "seen.is", "fields": {str(i): "" for i in range(99)}},
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(data):
    with pytest.raises(ValueError):
        read_words(data)


def test_only_a_known_message_with_its_own_fields_crosses_the_border():
    assert is_known(say("seen.is", what="x"))
    assert not is_known(say("seen.is"))
    assert not is_known(say("seen.is", what="x", more="y"))
    assert not is_known(say("no.such-code"))
    assert not is_known(say("seen.is", what=say("no.such-code")))
    nest: object = "x"
    for _ in range(50):
        nest = {"code": "seen.is", "fields": {"what": nest}}
    with pytest.raises(ValueError):
        read_words(nest)


def test_a_code_of_a_newer_release_can_still_be_read():
    assert "what" not in words(say("not.yet-known", what="x")) and "x" in words(
        say("not.yet-known", what="x")
    )
    assert words(say("seen.is")) == "yours is …"


# A translation.


@cache
def wrapped() -> Mapping[str, Template]:
    """A second set of templates: every sentence of the first one in brackets."""
    return {
        code: f"⟦{template}⟧"
        if isinstance(template, str)
        else {form: f"⟦{one}⟧" for form, one in template.items()}
        for code, template in ENGLISH.items()
    }


def bare(said: str) -> str:
    """Without the brackets, what aligns a table's columns, and a full stop behind an ellipsis."""
    return re.sub(" +", " ", said.replace("⟦", "").replace("⟧", "")).replace("….", "…")


@pytest.mark.parametrize("exercise_id", list(catalogue()))
def test_another_set_of_templates_changes_words_and_no_decision(exercise_id):
    entry, keys = catalogue()[exercise_id], visible_keys(exercise_id)
    nameless = replace(keys, keys=tuple(replace(k, wrong={}) for k in keys.keys))
    for _, answer in entry.wrong[::9]:
        observed = [run(entry, answer.obj, case) for case in keys.cases]
        for known in (keys, nameless):
            one = judge(entry.exercise, known, observed)
            with using(wrapped()):
                other_evidence = [run(entry, answer.obj, case) for case in keys.cases]
                other = judge(entry.exercise, known, other_evidence)
                told = _all_of(other, entry.exercise)
            assert json.dumps(other.to_json()) == json.dumps(one.to_json())
            plain = _all_of(one, entry.exercise)
            assert [bare(each) for each in told] == [bare(each) for each in plain]
            assert all("⟦" in each for each in told)


def _all_of(one: Verdict, exercise) -> list[str]:
    """What is said of a verdict, in both views: on visible and hidden inputs, and once more."""
    assert one.difference is not None
    hidden = replace(one, difference=replace(one.difference, hidden=True))
    shown = []
    for each in (one, hidden, Verdict.from_json(json.loads(json.dumps(one.to_json())))):
        for repeats in range(5):
            story = tell(each, exercise, repeats=repeats, printed=("x",), warned=("y",))
            shown += [text.render(story), html.render(story)]
    return shown
