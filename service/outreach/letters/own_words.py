"""What somebody wrote themselves, without what their mail program quotes below it: whatever it quotes is ours and known."""

from __future__ import annotations

import re
from typing import Final

_DAYS: Final = r"on|dne|am|le|el|il|den|op|la|þann|în\s+data"
_WROTE: Final = r"wrote|napsal\(?a?\)?|schrieb|écrit|escribió|scris|skrifaði|skrev|schreef"
_STARTS: Final = re.compile(
    rf"""^\s*(?:
    -{{2,}}\s*(?:original|forwarded|původní|mesaj|upphafleg|исходное|пересылаемое|元の|الرسالة).*
    | _{{8,}}
    | (?:{_DAYS})\s.{{4,120}}(?:{_WROTE})\s*:?
    | .{{4,120}}(?:пишет|написал\(?а?\)?|さんは書きました|のメール|كتب)\s*[:：]
    | (?:from|von|od|de\s+la|frá|от|差出人|من)\s*[:：].{{0,200}}@.*
    | -{{2}}\s?
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_LINE: Final = 400
"""A line that quotes begins a quotation is short."""


def own_words(text: str) -> str:
    """The lines before the first that begins a quotation or a signature."""
    kept: list[str] = []
    for line in text.splitlines():
        if len(line) <= _LONGEST_LINE and _STARTS.match(line):
            break
        kept.append(line)
    return "\n".join(kept).strip()
