"""The help is a manual: every command has an example that can be typed as it stands."""

from __future__ import annotations

import shlex

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from autograder.cli import manual
from autograder.cli.app import COMMANDS, EXIT_CODES, app, command_name, description, examples

ALL = [command for commands in COMMANDS.values() for command in commands]
each_command = pytest.mark.parametrize("command", ALL, ids=command_name)


@each_command
def test_every_example_is_a_call_that_parses(command):
    calls = examples(command)
    assert calls, f"{command_name(command)} has no Example: in its docstring"
    group = get_command(app)
    for call in calls:
        words = shlex.split(call.partition(" && ")[0].partition(" > ")[0])
        assert words[:3] == ["python", "-m", "autograder"], call
        assert words[3] == command_name(command), call
        parsed = group.commands[words[3]]
        parsed.make_context(words[3], words[4:])  # raises where a word does not fit


@each_command
def test_every_help_says_what_it_does_shows_the_example_and_the_exit_codes(command):
    done = CliRunner().invoke(
        app, [command_name(command), "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"}
    )
    assert done.exit_code == 0
    flat = " ".join(done.stdout.replace("│", " ").split())
    assert description(command)[0] in flat
    for call in examples(command):
        assert call in flat
    for code, words in EXIT_CODES.items():
        assert f"{code} {words}" in flat


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
    assert f"Did you mean '{meant}'?" in done.output
