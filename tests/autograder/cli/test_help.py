"""The help is a manual: every command has an example that can be typed as it stands."""

from __future__ import annotations

import shlex

import pytest
from typer.core import TyperArgument
from typer.main import get_command
from typer.testing import CliRunner

from autograder.cli import manual
from autograder.cli.app import COMMANDS, app, command_name, description, examples
from autograder.cli.looks import actions_of, choices_of
from autograder.cli.topics import EXIT_CODES, TOPICS, WHERE_CODES_ARE
from autograder.files.paths import version

ALL = [command for commands in COMMANDS.values() for command in commands]
each_command = pytest.mark.parametrize("command", ALL, ids=command_name)


@each_command
def test_every_example_is_a_call_that_parses(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    calls = examples(command)
    assert calls, f"{command_name(command)} has no Example: in its docstring"
    group = get_command(app)
    for call in calls:
        words = shlex.split(call.partition(" && ")[0].partition(" > ")[0])
        assert words[:3] == ["python", "-m", "autograder"], call
        assert words[3] == command_name(command), call
        parsed = group.commands[words[3]]
        for word in words[4:]:  # what the example names is there
            if not word.startswith(("-", "..", "tls:")):
                path = tmp_path / word
                (path.parent if path.suffix else path).mkdir(parents=True, exist_ok=True)
                if path.suffix:
                    path.touch()
        parsed.make_context(words[3], words[4:])  # raises where a word does not fit


def run(*words):
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200", "NO_COLOR": "1"})


def flat(text):
    return " ".join(text.replace("│", " ").split())


@each_command
def test_every_help_says_what_it_does_shows_the_example_and_where_the_codes_are(command):
    done = run(command_name(command), "--help")
    assert done.exit_code == 0
    text = flat(done.stdout)
    assert description(command)[0] in text
    for call in examples(command):
        assert call in text
    assert WHERE_CODES_ARE in text


@each_command
def test_a_flag_is_shown_without_a_value(command):
    text = run(command_name(command), "--help").stdout
    assert "<bool>" not in text and "<str>" not in text and "--help" in text


def test_the_exit_codes_are_explained_once():
    text = run("help", "exit-codes").stdout
    for code, words in EXIT_CODES.items():
        assert f"{code}  {words}" in text
    for command in ALL:
        for words in EXIT_CODES.values():
            assert words == "done" or words not in run(command_name(command), "--help").stdout


@each_command
def test_help_and_a_command_is_the_commands_own_help(command):
    name = command_name(command)
    assert flat(run("help", name).stdout) == flat(run(name, "--help").stdout)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_fits_a_terminal(topic):
    done = run("help", topic)
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_topic_that_does_not_exist_names_the_close_one():
    done = run("help", "exitcodes")
    assert done.exit_code == 2 and "Did you mean exit-codes?" in done.output


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_the_version_is_said(flag):
    done = run(flag)
    assert done.exit_code == 0 and done.stdout.startswith(f"autograder {version()} (")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("grade",), "missing argument 'SUBMISSIONS'"),
        (("grade", ".", "--chaptr", "4"), "no such option: --chaptr (Possible options: --chapter)"),
        (("student", "lst"), "there is no 'lst'. Did you mean list?"),
        (("todo", "everything"), "there is no 'everything'. There are: list, page, open, "),
        (("todo", "LIST"), "there is no 'LIST'. Did you mean list?"),
        (("grade", ".", "--workers", "0"), "--workers"),
    ],
)
def test_a_wrong_call_is_a_sentence_and_the_way_to_the_help(words, says):
    done = run(*words)
    assert done.exit_code == 2 and done.stdout == ""
    sentence, way = done.stderr.splitlines()
    assert sentence.startswith("autograder: ") and says in sentence
    assert way.startswith("Try: ") and way.endswith(f"{words[0]} --help")


def every_choice():
    """By command and parameter, all words that can stand there."""
    for name, parsed in get_command(app).commands.items():
        for parameter in parsed.params:
            for word in choices_of(parameter):
                yield name, parameter, word


@pytest.mark.parametrize(
    ("command", "parameter", "word"), every_choice(), ids=lambda one: getattr(one, "name", one)
)
def test_a_typo_in_any_word_of_a_list_names_the_one_that_was_meant(command, parameter, word):
    typo = word[: len(word) // 2] + word[len(word) // 2 + 1 :]
    option = [] if isinstance(parameter, TyperArgument) else [f"--{parameter.name}"]
    done = run(command, *option, typo)
    assert done.exit_code == 2 and done.stdout == ""
    (sentence,) = done.stderr.splitlines()[:1]
    assert f"there is no {typo!r}. Did you mean " in sentence
    assert word in sentence.partition("Did you mean ")[2]


def test_the_lists_of_actions_are_known():
    found = {name for name, parsed in get_command(app).commands.items() if actions_of(parsed)}
    assert found == {"todo", "student"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("extend", "student extend"), ("acept", "todo accept"), ("exit-codes", "help exit-codes"),
        ("list", "todo list or student list"), ("regrade", "grade or todo regrade"),
    ],
)  # fmt: skip
def test_an_action_without_its_command_names_the_command(typed, meant):
    done = run(typed, "501")
    assert done.exit_code == 2 and f"Did you mean {meant}?" in done.stderr
    assert "Did you mean" not in run("course", "501").stderr, "what is like nothing is no guess"


@each_command
def test_every_option_and_argument_is_explained(command):
    parsed = get_command(app).commands[command_name(command)]
    for parameter in parsed.params:
        assert parameter.help, f"{command_name(command)}: {parameter.name} is not explained"


def test_the_page_of_the_commands_is_what_the_help_makes():
    assert manual.PAGE.read_text("utf-8") == manual.page(), (
        "docs/commands.md is not what the commands' help makes: run python -m autograder.cli.manual"
    )


@pytest.mark.parametrize(
    ("typed", "meant"), [("grad", "grade"), ("audti", "audit"), ("new-exercize", "new-exercise")]
)
def test_a_typo_in_a_command_names_the_close_one(typed, meant):
    done = CliRunner().invoke(app, [typed], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert done.exit_code == 2
    assert f"Did you mean {meant}?" in done.output
