"""What a test reads of a mail."""

from __future__ import annotations

from renderers.context import Rendition
from tests.line_ends import loose


def file(mail: Rendition, name: str) -> str:
    """One of its files: "body" (HTML), "text" or "subject", without what keeps words on one line (see `markup/line_ends`)."""
    return loose(mail.files[name][1].decode())
