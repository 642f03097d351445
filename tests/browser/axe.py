"""Accessibility: axe-core's findings on what this project puts onto a page."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
# What cells show: cards, pictures, controls, questions, tables.
OUTPUTS = ".jp-OutputArea-output"


def grave_findings(
    page: Page, within: Sequence[str] = (), without: Sequence[str] = ()
) -> list[str]:
    """One line for each serious or critical finding: rule, element, what is wrong.

    Args:
        within: CSS selectors of the parts to look at; none for the whole page.
    """
    context = {"include": [[selector] for selector in within]} if within else None
    result = Axe().run(page, context, {"resultTypes": ["violations"]})
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:160]} "
        f"{node.get('failureSummary', '')[:300]}"
        for violation in result.response["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]
