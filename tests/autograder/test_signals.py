"""A signal ends a command in order: at once, or when the piece of work at hand is done."""

import signal
import subprocess
import sys

START = """
import logging, os, signal
from autograder.errors import Signalled
from autograder.signals import held_back, listen
listen()
def come(number=signal.SIGTERM):
    os.kill(os.getpid(), number)
"""


def said(program):
    """What the program prints, on both channels."""
    command = [sys.executable, "-c", START + program]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    return run.stdout.split(), run.stderr


def test_a_signal_ends_at_once_what_does_not_hold_it_back():
    out, err = said("""
try:
    come()
    print("after")
except Signalled as end:
    print("ended", end.number)
""")
    assert (out, err) == (["ended", str(signal.SIGTERM.value)], "")


def test_a_signal_waits_until_the_piece_of_work_is_done():
    out, err = said("""
try:
    with held_back():
        with held_back():
            come()
            print("inner")
        print("outer")
    print("after")
except Signalled as end:
    print("ended", end.number)
""")
    assert (out, err) == (["inner", "outer", "ended", str(signal.SIGTERM.value)], "")


def test_who_asks_twice_does_not_wait():
    out, err = said("""
try:
    with held_back():
        come(signal.SIGINT)
        print("first")
        come(signal.SIGINT)
        print("second")
except Signalled as end:
    print("ended", end.number)
""")
    assert (out, err) == (["first", "ended", str(signal.SIGINT.value)], "")


def test_a_signal_that_waited_while_the_work_failed_is_not_forgotten():
    out, err = said("""
try:
    with held_back():
        come()
        raise OSError
except OSError:
    print("failed")
try:
    with held_back():
        print("tidied")
    print("after")
except Signalled as end:
    print("ended", end.number)
""")
    assert (out, err) == (["failed", "tidied", "ended", str(signal.SIGTERM.value)], "")


def test_a_library_that_was_broken_off_says_nothing_of_it():
    out, err = said("""
logging.getLogger("library").error("heard")
try:
    try:
        come()
    finally:
        logging.getLogger("library").error("a cursor could not be closed")
except Signalled:
    print("ended")
""")
    assert (out, err) == (["ended"], "heard\n")
