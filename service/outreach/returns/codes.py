"""What a mail server's report means for the address: by its action and its enhanced status codes (RFC 3463, RFC 3464).

In doubt the milder reading holds: nobody loses their mail over a server's policy, a full mailbox or a mistake of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

Outcome = Literal["hard_bounce", "refused", "soft_bounce", "delayed", "delivered"]
"""`hard_bounce`: there is no such mailbox. `refused`: given up for a reason that is not the address. `soft_bounce`: given up for a
reason that passes, or that is ours. `delayed`: their server is still being tried."""

_NO_SUCH_MAILBOX: Final = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_PASSES: Final = frozenset({"5.2.2", "5.4.7"})
"""A full mailbox, and time that ran out."""
_OURS: Final = frozenset({"5.1.7", "5.1.8", *(f"5.7.{detail}" for detail in range(25, 30)), "5.7.515"})
"""Our sender's address, and our domain's records (SPF, DKIM, DMARC)."""
_CODE: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_SPOKEN: Final = re.compile(
    r"(?:\b[45]\d\d[ -]+#?|\(#|\bstatus[:=]? ?)([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)", re.IGNORECASE
)
_LONGEST: Final = 2000


def outcome_of(action: str, status: str, diagnosis: str) -> tuple[Outcome, str] | None:
    """(what became of it, the code that says so) from one recipient's fields of a report; None where they say nothing clear."""
    match = _CODE.match(status.strip()[:_LONGEST])
    if match is None:
        return None
    code = match[1]
    if action == "delivered":
        return ("delivered", code) if code.startswith("2") else None
    if action not in {"failed", "delayed"} or code.startswith("2"):
        return None
    if action == "delayed":
        return "delayed", code
    return mildest_of((code, *_CODE.findall(diagnosis[:_LONGEST])))


def spoken_codes(text: str) -> tuple[str, ...]:
    """The codes in a server's own words, where they stand as codes do: after a reply code, or in brackets with a hash."""
    return tuple(dict.fromkeys(_SPOKEN.findall(text)))


def mildest_of(codes: Iterable[str]) -> tuple[Outcome, str] | None:
    """The outcome that all codes of one failure agree on, else the mildest of them. Codes that say nothing but their class give way
    to those that say more."""
    failures = [code for code in codes if not code.startswith("2")]
    telling = [code for code in failures if not code.endswith(".0.0")] or failures
    found = {_meaning(code): code for code in reversed(telling)}
    milder: tuple[Outcome, ...] = ("soft_bounce", "refused", "hard_bounce")
    return next(((outcome, found[outcome]) for outcome in milder if outcome in found), None)


def _meaning(code: str) -> Outcome:
    if code.startswith("4") or code in _PASSES | _OURS:
        return "soft_bounce"
    return "hard_bounce" if code in _NO_SUCH_MAILBOX else "refused"
