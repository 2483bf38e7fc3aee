"""A line on every page of a paper: that its people are made up. For papers of sandboxes, which nobody may take for real ones."""

from __future__ import annotations

import ctypes
import io
from typing import Any, Final

import pypdfium2

from renderers.errors import RenderError

LINE: Final = "SANDBOX - EVERYONE HERE IS MADE UP"
"""In letters that every reader of PDF has without a font in the file."""
_AFTER: Final = b"\n% " + LINE.encode() + b"\n"
"""Behind the end of the file, where readers of PDF don't look: by it a stamped file is known."""
_SIZE: Final = 8.0
_EDGE: Final = 12.0


def stamp(pdf: bytes) -> bytes:
    """The same file with the line at the lower edge of each page; a stamped one as it is. Raises RenderError where it is no PDF."""
    if pdf.endswith(_AFTER):
        return pdf
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise RenderError("The file to be marked is no PDF.") from None
    try:
        for number in range(len(document)):
            _stamp_page(document, number)
        file = io.BytesIO()
        document.save(file)
    finally:
        document.close()
    return file.getvalue() + _AFTER


def _stamp_page(document: Any, number: int) -> None:
    raw = pypdfium2.raw
    page = document[number]
    text = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", ctypes.c_float(_SIZE))
    letters = (LINE + "\0").encode("utf-16-le")
    raw.FPDFText_SetText(text, (ctypes.c_ushort * (len(letters) // 2)).from_buffer_copy(letters))
    raw.FPDFPageObj_SetFillColor(text, 150, 40, 20, 255)
    raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, _EDGE, _EDGE)
    raw.FPDFPage_InsertObject(page.raw, text)
    raw.FPDFPage_GenerateContent(page.raw)
    page.close()
