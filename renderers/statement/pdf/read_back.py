"""The finished PDF read as a reader would: the words that are really in it, not those we meant to put there."""

from __future__ import annotations

import pypdfium2

from renderers.errors import ProofFailed


def words_of(pdf: bytes) -> str:
    """The text of all pages, a line each as set. Raises ProofFailed for a file that cannot be opened or has no text."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ProofFailed(f"The PDF cannot be read back: {error}.", where="statement") from None
    try:
        pages = [_page_words(document, number) for number in range(len(document))]
    finally:
        document.close()
    if not all(page.strip() for page in pages):
        raise ProofFailed("A page of the PDF has no text.", where="statement")
    return "\n".join(pages)


def _page_words(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range()).replace("\r\n", "\n")
    finally:
        text_page.close()
        page.close()
