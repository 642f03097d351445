"""Mails that somebody made to keep their reader busy, and what is read of the others."""

from __future__ import annotations

import contextlib
import time

import pytest

from autograder.submission.asked import AskedFor, FormFault, blank_form, read_form
from autograder.todo.mails import mail_texts, without_tags

PLAIN, PAGE = b"Content-Type: text/plain", b"Content-Type: text/html"
HOSTILE = {
    "senders": b"From: " + b"a@b," * 40_000 + b"\n\nhi",
    "encoded words": b"From: " + b"=?utf-8?q?a?= " * 15_000 + b"\n\nhi",
    "quotation marks": b"From: " + b'"a' * 40_000 + b"\n\nhi",
    "comments": b"From: " + b"(" * 40_000 + b"\n\nhi",
    "parameters": b"Content-Type: multipart/mixed; " + b"a=b; " * 40_000 + b"\n\nhi",
    "pieces": PLAIN + b"; " + b"".join(b"a*%d=b; " % n for n in range(20_000)) + b"\n\nhi",
    "unclosed comments": PAGE + b"\n\n" + b"<!--" * 100_000,
    "unclosed tags": PAGE + b"\n\n" + b"<a " * 100_000,
    "unclosed ends": PAGE + b"\n\n" + b"</a" * 100_000,
    "unclosed marks": PAGE + b"\n\n" + b"<![CDATA[" * 50_000,
    "unclosed styles": PAGE + b"\n\n" + b"<style>" * 50_000,
    "less than": PAGE + b"\n\n" + b"<" * 300_000,
    "entities": PAGE + b"\n\n" + b"&#" * 100_000 + b"9" * 5_000,
    "punycode": PLAIN + b"; charset=punycode\n\n" + b"a" * 300_000,
    "domain names": PLAIN + b"; charset=idna\n\n" + b"a" * 300_000,
    "parts in parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(300)
    ),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_mail_takes_long(hostile):
    begun = time.process_time()
    with contextlib.suppress(FormFault):
        mail_texts(HOSTILE[hostile])
    assert time.process_time() - begun < 2


def test_the_words_of_a_page_are_its_text():
    page = (
        "<HTML><head><title>t</title><style>p > a { color: red }</style></head><body><!-- > -->"
        "<p>one &amp; &lt;two&gt;</p><div>three<br/>four&nbsp;five</DIV>\u0130<b>six</b></body>"
    )
    assert without_tags(page).split("\n") == [
        "", "one & <two>", "", "three", "four five", "\u0130six",
    ]  # fmt: skip


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16", "koi8-r", "no-such", ""])
def test_a_mail_says_in_which_letters_it_is_written(charset):
    form = blank_form(AskedFor("ada", "06_paper", "all", "a" * 64, "why?"))
    known = charset if charset in ("utf-16",) else "ascii"
    head = f"From: =?utf-8?b?w4Rkw6Q=?= <a@b.example>\nContent-Type: text/plain; charset={charset}"
    sender, (text,) = mail_texts(head.encode() + b"\n\n" + form.encode(known))
    assert sender == "\u00c4d\u00e4 <a@b.example>"
    assert read_form(text).words == "why?"
