"""What a test reads of a mail."""

from __future__ import annotations

from renderers.context import Rendition


def file(mail: Rendition, name: str) -> str:
    """One of its files: "body" (HTML), "text" or "subject"."""
    return mail.files[name][1].decode()
