"""What the pages of the book say beside the notebooks' own text."""

from __future__ import annotations

BOOK = {
    "book.title": "The Gradient Workbook",
    "book.about": "An interactive course on PyTorch's gradients: tensors, autograd, modules, the "
    "backward pass by hand, the optimizer loop, a paper to implement.",
    "book.write": "Write it in the notebook: {link}. There `{call}` says what is not right yet.",
    "book.write-text": "Write it in the notebook: {link}.",
    "book.move": "This is a still. To move it yourself, run the chapter: {link}.",
    "book.progress": "In the notebook, `progress()` shows what passes and what is next.",
    "book.review": "In the notebook, `{call}` asks you about earlier chapters: {link}.",
    "book.arrange": "In the notebook, `{call}` gives you the lines to put in order: {link}.",
    "book.chapters": "Chapters",
    "book.on-page": "On this page",
    "book.colab": "open it in Colab",
    "book.code": "Code",
    "book.set-up": "Set-up",
    "book.shown": "What it shows",
    "book.copy": "Copy",
    "book.copied": "Copied",
    "book.copy-code": "Copy this code",
    "book.minutes": "about {minutes} minutes",
}
