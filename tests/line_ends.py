"""What a test takes off a drawn text before it compares words: what keeps short words and names on one line."""

from __future__ import annotations

import re


def parted(html: str) -> str:
    """Without the marks that keep a name or a hyphened word on one line (see `renderers/markup/line_ends`)."""
    return re.sub(r'<span class="nb">([^<]*)</span>', r"\1", html)


def loose(html: str) -> str:
    """The words as they were written: without those marks, and with ordinary spaces."""
    return parted(html).replace("\u00a0", " ")
