"""What a test reads of a mail."""

from __future__ import annotations

import re

from renderers.context import Rendition


def file(mail: Rendition, name: str) -> str:
    """One of its files: "body" (HTML), "text" or "subject", without what keeps words on one line (see `markup/line_ends`)."""
    return loose(mail.files[name][1].decode())


def loose(words: str) -> str:
    """The words as they were written, with ordinary spaces and no marks around a word with a hyphen."""
    return re.sub(r'<span class="nb">([^<]*)</span>', r"\1", words).replace("\u00a0", " ")
