"""How commands look: in their help, and where a call is wrong.

In a help a flag takes no value, and a value is named by its kind. A wrong call is answered as any
other fault is: by a sentence on the error stream, which can be copied and searched for.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import Any, NoReturn

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from autograder.cli.options import close_to, close_words
from autograder.cli.plain import plain_lines

_KINDS = {"Path": "PATH", "str": "TEXT", "int": "NUMBER", "float": "NUMBER"}


class PlainCommand(TyperCommand):
    """A command whose help shows ``--dry-run``, not ``--dry-run <bool>``."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        for parameter in self.params:
            _name_value(parameter)

    def get_help_option(self, ctx: Any) -> Any:
        """``--help``, which is a flag, too."""
        return _name_value(super().get_help_option(ctx))


class PlainGroup(TyperGroup):
    """The same for the program itself, and a sentence for who mistyped something."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run it; a wrong call is a sentence and a way to the help."""
        run = partial(super().main, args, prog_name, complete_var, False, windows_expand_args)
        if not standalone_mode:
            return run(**extra)
        try:
            code = run(**extra)
        except typer.Abort:
            _end("autograder: nothing was done.", 1)
        except Exception as fault:
            # Typer names its exceptions in no public place; these two make one of them.
            code, words = getattr(fault, "exit_code", None), getattr(fault, "format_message", None)
            if not isinstance(code, int) or words is None:
                raise
            _name_number(fault)
            _name_choice(fault)
            _end(_wrong_call(fault, words()), code)
        # A command that ends by Exit has its code for a result.
        raise SystemExit(code if isinstance(code, int) else 0)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was typed; of a word that belongs behind one, that command."""
        word = args[0]
        behind = self._behind() if word not in self.commands else {}
        close = [*close_words(word, self.commands), *close_words(word, behind, 0.75)]
        if behind and close:
            meant = [one for name in close for one in behind.get(name, [name])]
            ctx.fail(f"No such command {word!r}. Did you mean {' or '.join(meant)}?")
        return super().resolve_command(ctx, args)

    def _behind(self) -> dict[str, list[str]]:
        """The actions, and what ``help`` explains; each with the words to type."""
        from autograder.cli.topics import TOPICS

        found = {topic: [f"help {topic}"] for topic in TOPICS}
        for name, command in self.commands.items():
            for action in actions_of(command):
                found.setdefault(action, []).append(f"{name} {action}")
        return found

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        for parameter in self.params:
            _name_value(parameter)

    def get_help_option(self, ctx: Any) -> Any:
        """``--help``, which is a flag, too."""
        return _name_value(super().get_help_option(ctx))


def actions_of(command: Any) -> tuple[str, ...]:
    """The words that a command's first argument can be; none where it can be anything."""
    first = next((p for p in command.params if isinstance(p, TyperArgument)), None)
    return choices_of(first)


def choices_of(parameter: Any) -> tuple[str, ...]:
    """The words that a parameter can be; none where it can be anything."""
    described = getattr(parameter, "type_descriptor", None)
    return tuple(map(str, getattr(described, "choices", None) or ()))


_NUMBERS = {
    "float_parsing": "{input} is not a number",
    "int_parsing": "{input} is not a whole number",
    "int_from_float": "{input} is not a whole number",
    "greater_than_equal": "{input} is less than {ge}",
    "less_than_equal": "{input} is more than {le}",
}
"""By pydantic's name of a fault: Typer reads numbers with it, and hands its sentence on."""


def _name_number(fault: Any) -> None:
    """Say in the words of this program what is wrong with a number."""
    read = getattr(fault.__cause__, "errors", None)
    first = read()[0] if read is not None else {}
    if (words := _NUMBERS.get(first.get("type", ""))) is not None:
        value = str(first["input"])
        shown = value if first["type"].startswith(("greater", "less")) else repr(value)
        fault.message = f"{words.format(input=shown, **first.get('ctx', {}))}."


def _name_choice(fault: Any) -> None:
    """Say of a word that is none of those that can stand there which one was meant."""
    read = getattr(fault.__cause__, "errors", None)
    words = choices_of(getattr(fault, "param", None))
    if read is not None and words:
        typed = str(read()[0]["input"])
        fault.message = f"there is no {typed!r}.{close_to(typed, words)}"


def _wrong_call(fault: Any, words: str) -> str:
    """The fault's words, with the help of the command that was meant."""
    context = getattr(fault, "ctx", None)
    if type(fault).__name__ == "NoArgsIsHelpError":
        return words  # the help itself, or nothing where Rich has printed it
    # Where a parameter was named, the prefix says which; else it says nothing.
    sentence = " ".join(words.replace("Value error, ", "").split()).removeprefix("Invalid value: ")
    way = f"\nTry: {context.command_path} --help" if context is not None else ""
    return f"autograder: {sentence[:1].lower()}{sentence[1:]}{way}"


def _end(words: str, code: int) -> NoReturn:
    # What was typed is quoted, and that may hold anything.
    if words.strip():
        print(plain_lines(words), file=sys.stderr)
    raise SystemExit(code)


def _name_value(parameter: Any) -> Any:
    """Give the parameter the word that stands for its value; choices name themselves."""
    if parameter is None or parameter.metavar is not None:
        return parameter
    if isinstance(parameter, TyperOption) and parameter.is_flag:
        parameter.metavar = ""
        return parameter
    kind = parameter.bare_type().removeprefix("list[").removesuffix("]")
    word = _KINDS.get(kind.partition(" ")[0])
    if word and isinstance(parameter, TyperArgument):
        # As in gh and uv: FILES, and nothing about a type.
        word = parameter.name.upper()
        setattr(parameter, "display_type_rich", _no_type)  # noqa: B010  (a method of Typer's)
    parameter.metavar = word
    return parameter


def _no_type(ctx: Any) -> None:
    return None
