"""What is wrong with a page as it is printed: cut off, squeezed, dark, or of no use on paper."""

from __future__ import annotations

from playwright.sync_api import Page

# A4 less the page's own margins of 16 mm, at 96 pixels an inch.
_PAPER = {"width": 673, "height": 987}
_FAULTS = """() => {
    const found = [];
    const seen = (e) => e.checkVisibility({ contentVisibilityAuto: true });
    for (const e of document.querySelectorAll('body *')) {
        if (!seen(e)) continue;
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        const name = `${e.tagName.toLowerCase()}.${e.className}`;
        const clips = style.overflowX !== 'visible' || style.overflowY !== 'visible';
        const hidden = e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1;
        if (clips && hidden && e.clientHeight > 2 && !/TEXTAREA|INPUT/.test(e.tagName))
            found.push(`cut: ${name}`);
        if (box.right > innerWidth + 1 && box.width > 2) found.push(`over the edge: ${name}`);
        const letters = e.childElementCount ? 0 : e.textContent.trim().length;
        if (letters > 8 && box.width < 24 && style.writingMode === 'horizontal-tb'
            && style.clipPath === 'none') found.push(`squeezed: ${name}`);
    }
    for (const e of document.querySelectorAll('details:not([open]) > summary'))
        if (seen(e) && !e.parentElement.matches('.item, .students, .done > details'))
            found.push(`closed: ${e.textContent}`);
    const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g);
    if (+r + +g + +b < 700) found.push('a dark page');
    return [...new Set(found)];
}"""


def faults_on_paper(window: Page) -> list[str]:
    """What is cut off, over the edge or squeezed, also where the screen is dark."""
    window.set_viewport_size(_PAPER)
    window.emulate_media(media="print", color_scheme="dark")
    found: list[str] = window.evaluate(_FAULTS)
    return found
