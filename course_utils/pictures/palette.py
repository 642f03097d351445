"""The pictures' colours on white, and the partner of each on a dark ground."""

from __future__ import annotations

# Okabe and Ito's palette: told apart with any kind of colour vision. Class 0 is
# always blue and round, class 1 always orange and three-cornered.
BLUE = "#0072B2"
ORANGE = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
INK = "#1f2933"
GREY = "#5f6b79"
PALE = "#e4e8ee"  # of what may be overlooked: the lines of a grid
TINT = "#f1f4f8"
WHITE = "#ffffff"

COLOURS = (BLUE, ORANGE, GREEN, PURPLE)
LINES = ("-", "--", "-.", ":")

# Words need more contrast than lines.
_WORDS = {ORANGE: "#a84300", GREEN: "#00785a", PURPLE: "#964a77"}

DARK = {
    BLUE: "#4aa9e6",
    ORANGE: "#ff8b45",
    GREEN: "#2fc497",
    PURPLE: "#f3bfdc",
    INK: "#e6eaf0",
    GREY: "#9aa6b4",
    PALE: "#353d48",
    TINT: "#242b34",
    WHITE: "#16191e",
    _WORDS[ORANGE]: "#ffa468",
    _WORDS[GREEN]: "#45d0a6",
    _WORDS[PURPLE]: "#f6cce3",
}


def of_words(colour: str) -> str:
    """The shade of a colour in which words are written."""
    return _WORDS.get(colour, colour)
