"""What a page looks like, measured: cut text, sideways scrolling, pictures that are not there."""

from __future__ import annotations

from playwright.sync_api import Page

# Everything in an output that is wider than its place, whether it scrolls, is cut or sticks out.
_TOO_WIDE = """() => {
    const found = [];
    for (const output of document.querySelectorAll('.jp-OutputArea-output')) {
        const cell = output.closest('.jp-Cell').dataset.cellId;
        const right = output.closest('.jp-OutputArea').getBoundingClientRect().right;
        for (const part of [output, ...output.querySelectorAll('*')]) {
            // Said to a screen reader only, code to be copied, or drawn by MathJax.
            if (part.closest('mjx-container, select, .widget-readout, svg')) continue;
            const style = getComputedStyle(part);
            const box = part.getBoundingClientRect();
            if (!box.width || style.visibility === 'hidden') continue;
            const inner = part.scrollWidth - part.clientWidth;
            const cut = part.clientWidth && inner > 1 && style.overflowX !== 'visible';
            if (cut || box.right > right + 1)
                found.push(`${cell}: <${part.tagName.toLowerCase()} class="${part.className}"> `
                    + `${cut ? 'hides ' + inner : 'sticks out by ' + (box.right - right)} px: `
                    + part.textContent.trim().slice(0, 60));
        }
    }
    return found;
}"""

# What its own place cuts off; a place that can be moved sideways shows all.
_CUT = """() => {
    const found = [];
    const moves = part => ['auto', 'scroll'].includes(getComputedStyle(part).overflowX);
    for (const output of document.querySelectorAll('.jp-OutputArea-output'))
        for (const part of output.querySelectorAll('*')) {
            if (part.closest('mjx-container, select, .widget-readout, svg')) continue;
            if (moves(part)) continue;
            const style = getComputedStyle(part);
            const inner = part.scrollWidth - part.clientWidth;
            if (part.clientWidth > 1 && inner > 1 && style.overflowX !== 'visible'
                && style.visibility !== 'hidden')
                found.push(`${output.closest('.jp-Cell').dataset.cellId}: hides ${inner} px of `
                    + part.textContent.trim().slice(0, 60));
        }
    return found;
}"""

# A picture's drawing is looked at outside its <img>, where its texts can be measured.
_CUT_TEXT = """() => {
    const found = [];
    const place = document.createElement('div');
    place.style.cssText = 'position:absolute;left:0;top:0;visibility:hidden';
    document.body.append(place);
    for (const image of document.querySelectorAll('figure img')) {
        const cell = image.closest('.jp-Cell')?.dataset.cellId;
        const bytes = Uint8Array.from(atob(image.src.split(',')[1]), c => c.charCodeAt(0));
        place.innerHTML = new TextDecoder().decode(bytes).replace(/^[^]*?(?=<svg)/, '');
        const drawing = place.querySelector('svg').getBoundingClientRect();
        for (const text of place.querySelectorAll('text, g[id^="text_"]')) {
            const box = text.getBoundingClientRect();
            const out = Math.max(drawing.left - box.left, box.right - drawing.right,
                drawing.top - box.top, box.bottom - drawing.bottom);
            if (box.width && out > 1)
                found.push(`${cell}: “${text.textContent.trim().slice(0, 60)}” ${out} px outside`);
        }
    }
    place.remove();
    return found;
}"""

_PICTURES = """() => [...document.querySelectorAll('.jp-OutputArea-output figure')].map(figure => {
    const image = figure.querySelector('img');
    const said = figure.querySelector('figcaption')?.textContent.trim() ?? '';
    return [figure.closest('.jp-Cell').dataset.cellId,
            image?.naturalWidth ?? 0, image?.alt.length ?? 0, said.length];
})"""


def too_wide(page: Page) -> list[str]:
    """The parts of outputs that are cut, scroll sideways or stick out."""
    return page.evaluate(_TOO_WIDE)


def cut_off(page: Page) -> list[str]:
    """The parts of outputs of which no way leads to the rest."""
    return page.evaluate(_CUT)


def cut_texts(page: Page) -> list[str]:
    """The words in pictures that lie outside of the drawing."""
    return page.evaluate(_CUT_TEXT)


def incomplete_pictures(page: Page) -> list[str]:
    """The pictures that are not drawn, or lack words in their place or below."""
    return [
        f"{cell}: {width} pixels wide, {alt} letters of alternative text, {caption} of caption"
        for cell, width, alt, caption in page.evaluate(_PICTURES)
        if not width or alt < 20 or caption < 20
    ]
