"""``autograder completion``: what a shell needs to complete commands, options and their values.

Typer answers which words fit; it expects a program on the PATH, and this one is started as a
module. So the scripts are of our own: they define the short name, and ask with Typer's variables.
"""

from __future__ import annotations

import os
import shlex
import sys
from typing import Annotated

import typer

from autograder.cli.options import offers, one_of

ASKED = "_AUTOGRADER_COMPLETE"
"""Set by a shell that asks; Typer reads in it which shell, and what about."""

_BASH = """\
autograder() { @python@ -m autograder "$@"; }
_autograder_words() {
    local IFS=$'\\n' from=0
    [ "$1" = autograder ] || from=2
    COMPREPLY=( $(COMP_WORDS="${COMP_WORDS[*]:from}" COMP_CWORD=$((COMP_CWORD - from)) \\
        @asked@=complete_bash @python@ -m autograder) )
}
_autograder_module() {
    COMPREPLY=()
    if [ "${COMP_WORDS[1]} ${COMP_WORDS[2]}" = "-m autograder" ] && [ "$COMP_CWORD" -gt 2 ]; then
        _autograder_words "$1"
    fi
}
complete -o default -F _autograder_words autograder
# A completion of python that is there already stays.
complete -p python >/dev/null 2>&1 || complete -o default -F _autograder_module python
"""

_ZSH = """\
autograder() { @python@ -m autograder "$@"; }
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
_autograder_words() {
    eval "$(_TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" @asked@=complete_zsh \\
        @python@ -m autograder)"
}
compdef _autograder_words autograder
"""

_FISH = """\
function autograder
    @python@ -m autograder $argv
end
function _autograder_words
    env @asked@=complete_fish _TYPER_COMPLETE_FISH_ACTION=$argv[1] \\
        _TYPER_COMPLETE_ARGS=(commandline -cp) @python@ -m autograder
end
complete --command autograder --no-files --arguments "(_autograder_words get-args)" \\
    --condition "_autograder_words is-args"
"""

_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def _shells() -> tuple[str, ...]:
    return tuple(_SCRIPTS)


def completion(
    shell: Annotated[
        str,
        typer.Argument(
            help="bash, zsh or fish.", callback=one_of(_shells), autocompletion=offers(_shells)
        ),
    ],
) -> None:
    """Print what lets your shell complete commands, options, chapters and exercises.

    It also defines the short name `autograder` for this Python's `python -m autograder`. For one
    session of bash or zsh: eval "$(python -m autograder completion bash)". For all sessions, write
    it into a file that your shell reads at its start.

    Examples: python -m autograder completion bash > ~/.autograder.bash && echo '.
    ~/.autograder.bash' >> ~/.bashrc
    python -m autograder completion zsh > ~/.autograder.zsh && echo '. ~/.autograder.zsh' >>
    ~/.zshrc
    python -m autograder completion fish > ~/.config/fish/conf.d/autograder.fish
    """
    text = _SCRIPTS[shell].replace("@asked@", ASKED)
    typer.echo(text.replace("@python@", shlex.quote(sys.executable)), nl=False)


def prepare_answer() -> None:
    """Have Typer know the shells, if one of them asks."""
    if os.environ.get(ASKED):
        from typer.completion import get_completion_inspect_parameters

        get_completion_inspect_parameters()
