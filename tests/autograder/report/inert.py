"""What a class report may consist of."""

from __future__ import annotations

from tests.autograder.feedback.reading import Reader

_ELEMENTS = (
    "html head meta title style body header main section nav article footer div p span i b bdi em "
    "abbr strong h1 h2 h3 h4 h5 ol ul li a figure figcaption table thead tbody tr th td pre code "
    "sub "
    "sup br blockquote hr dl dt dd details summary svg defs pattern rect circle path line text "
    "math mrow mi mn mo ms mtext mspace mstyle mfrac msqrt mroot msub msup msubsup munder mover "
    "munderover mtable mtr mtd mpadded mphantom menclose mark"
)
ALLOWED = set(_ELEMENTS.split())


def assert_report_inert(page: str, beside: tuple[str, ...] = ()) -> None:
    """Nothing on the page can run, load or lead anywhere but to a feedback page.

    Args:
        page: the file's text.
        beside: how links to the reports in the same folder begin.
    """
    for tag, attributes in Reader(page).elements:
        assert tag in ALLOWED, tag
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in ("src", "srcdoc", "action", "formaction", "style"), (tag, name)
            text = (value or "").lower()
            assert "javascript:" not in text or name == "aria-label", (tag, name)
            assert name != "href" or text.startswith(("#", "../feedback/", *beside)), (tag, value)
