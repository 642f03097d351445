"""A drawing that knows two grounds: white, and dark where the page around it is dark.

The drawing is shown as an image, a document of its own. So nothing in it can meet another
drawing's names, a page that takes styles and scripts out of an output leaves it whole, and
what a browser tells it of its surroundings is the ``color-scheme`` of the page where it
stands. JupyterLab sets that to its theme's; for other places a rule comes with the figure.
Each drawing paints its own ground. Whatever a browser decides, it can be read.
"""

from __future__ import annotations

import re

from course_utils.pictures.palette import DARK, INK, WHITE

GROUND = "ground"  # begins the id of a raster that lies under lines, and darkens with them
MARGIN = 9  # pixels
_BOX = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"')
_SIZE = re.compile(r'\s(?:width|height)="[\d.]+(?:pt|px)?"')
_COLOUR = re.compile(r'(?:fill|stroke)(?:: ?|=")(#[0-9a-fA-F]{6}|white)\b')

# Where a page does not say its theme by color-scheme: VS Code, Colab, pages of JupyterLab's
# own template, generators of documentation. On paper all is black on white.
_LIGHT = (
    '[data-jp-theme-light="true"]', ".vscode-light", ".vscode-high-contrast-light",
    '[theme="light"]', '[data-theme="light"]', '[data-md-color-scheme="default"]',
)  # fmt: skip
_DARKENED = (
    '[data-jp-theme-light="false"]', ".vscode-dark",
    ".vscode-high-contrast:not(.vscode-high-contrast-light)",
    '[theme="dark"]', '[data-theme="dark"]', '[data-md-color-scheme="slate"]',
)  # fmt: skip
CLASS = "course-picture"


def _page_rules() -> str:
    rules = []
    for scheme, places in (("light", _LIGHT), ("dark", _DARKENED)):
        rules.append(f":is({','.join(places)}) .{CLASS}{{color-scheme:{scheme}}}")
    rules.append(f"@media print{{.{CLASS}.{CLASS}{{color-scheme:light!important}}}}")
    return f"<style>{''.join(rules)}</style>"


PAGE_RULES = _page_rules()


def themed(svg: str, width: int) -> str:
    """The drawing with a ground and a margin of its own, and the colours for a dark page.

    Args:
        svg: a whole drawing whose colours are the palette's.
        width: in pixels, at which it is shown at most, without the margin.
    """
    start = svg.index("<svg")
    end = svg.index(">", start) + 1
    head = svg[start:end]
    box = _BOX.search(head)
    if box is None:
        return svg
    x, y, wide, high = map(float, box.groups())
    margin = MARGIN * wide / width
    x, y, wide, high = x - margin, y - margin, wide + 2 * margin, high + 2 * margin
    sized = _SIZE.sub("", head)
    sized = _BOX.sub(f'viewBox="{x:g} {y:g} {wide:g} {high:g}"', sized)
    sized = sized.replace("<svg", f'<svg width="{wide:g}" height="{high:g}"', 1)
    ground = f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" fill="{WHITE}"/>'
    return f"{svg[:start]}{sized}{_dark_rules(svg)}{ground}{svg[end:]}"


def _dark_rules(svg: str) -> str:
    """For each colour that occurs, a rule that exchanges it."""
    used = {WHITE, *(WHITE if c == "white" else c.lower() for c in _COLOUR.findall(svg))}
    rules = [f"svg{{fill:{DARK[INK]}}}"]  # what says no colour is black
    for light, dark in DARK.items():
        if light.lower() not in used:
            continue
        names = [light.lower(), "white"] if light == WHITE else [light.lower()]
        for what in ("fill", "stroke"):
            # By matplotlib in a style, in small letters; by the labs in an attribute.
            where = [f'[style*="{what}: {name}"],[{what}="{name}" i]' for name in names]
            rules.append(f"{','.join(where)}{{{what}:{dark}!important}}")
    if f'id="{GROUND}' in svg:
        rules.append(f"[id^={GROUND}]{{filter:invert(1) hue-rotate(180deg) brightness(1.35)}}")
    if "<image" in svg:
        # What was drawn with ink on paper stays so: the words beside it speak of dark and pale.
        rules.append(f"image:not([id^={GROUND}]){{filter:brightness(.86)}}")
    return f"<style>@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}</style>"
