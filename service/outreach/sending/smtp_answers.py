"""What a mail server's answer means, told by its code and, where it gives one, its enhanced code (RFC 3463, RFC 5248).

Of its words nothing is kept or read but that code: they may quote the address.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Stage = Literal["connect", "sign_in", "sender", "recipient", "text"]
"""Where in the conversation the answer came: the greeting, AUTH or STARTTLS, MAIL FROM, RCPT TO, DATA and the text itself."""
Meaning = Literal["taken", "away", "ours", "later", "refused", "not_accepted"]
"""`taken`; `away`: the server as a whole asks for patience; `ours`: a fault of ours that would meet every mail; `later` and
`refused`: said of this person's mailbox; `not_accepted`: said of this very mail and of nobody's mailbox."""

_ENHANCED: Final = re.compile(rb"\s*[(\[]?#?([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")
_ENHANCED_BEHIND: Final = re.compile(rb"\(#([245])\.(\d{1,3})\.(\d{1,3})\)")
"""As some servers write it (qmail, and those that came after it): behind their words, in brackets with a hash."""
_MAILBOX_POLICY: Final = frozenset({2, 13, 17, 18, 120, 121, 124, 129, 133, 134, 135, 136})
"""X.7.n that are said of the recipient: their list or account takes no mail, or none from outside. All else of X.7 is about us:
SPF, DKIM, DMARC, reverse names, reputation, sign-in."""
_BAD_SENDER: Final = frozenset({7, 8})
"""X.1.n that are said of the sender's address."""
_OUR_QUOTA: Final = (4, 5)
"""X.4.5, congestion: what a provider answers who lets us send no more today."""
_OURS: Final = frozenset({500, 501, 502, 503, 504, 530, 534, 535, 538, 555})
"""Basic codes that speak of how we talk or sign in, at whatever stage."""


def meaning(stage: Stage, code: int, text: bytes | str) -> Meaning:
    """What this answer means at this stage of the conversation."""
    if 200 <= code < 300:
        return "taken"
    if not 400 <= code < 600:
        return "away"
    if stage in {"connect", "sign_in"}:
        return "away" if _is_temporary(code) and code != 432 else "ours"
    return _of_one_mail(stage, code, *_enhanced(text))


def _of_one_mail(stage: Stage, code: int, subject: int | None, detail: int | None) -> Meaning:
    if code == 421:
        return "ours" if subject == 7 else "away"
    if stage == "recipient" and _is_of_address(code, subject, detail):
        return "later" if _is_temporary(code) else "refused"
    if _is_ours(code, subject, detail):
        return "ours"
    if stage == "sender":
        return "away" if _is_temporary(code) else "ours"
    if _is_temporary(code):
        return "later"
    return "not_accepted" if _is_of_mail(stage, code, subject, detail) else "refused"


def _is_of_address(code: int, subject: int | None, detail: int | None) -> bool:
    """Of the recipient's address; also where that cannot be read, as our talk was understood until then."""
    return (subject == 1 and detail not in _BAD_SENDER) or (code == 501 and subject in {None, 0, 5})


def _is_ours(code: int, subject: int | None, detail: int | None) -> bool:
    is_sender = subject == 1 and detail in _BAD_SENDER
    is_quota = (subject, detail) == _OUR_QUOTA and not _is_temporary(code)
    return code in _OURS or is_sender or is_quota or (subject == 7 and detail not in _MAILBOX_POLICY)


def _is_of_mail(stage: Stage, code: int, subject: int | None, detail: int | None) -> bool:
    """Of this mail or its way. Once the text is refused, the mailbox had been taken."""
    is_way = stage == "text" and (subject == 4 or (code == 554 and not subject))
    return is_way or subject in {3, 6} or (subject == 5 and bool(detail))


def is_policy(text: bytes | str) -> bool:
    """Whether the answer says that our mail is not trusted: SPF, DKIM, DMARC, reputation, reverse names (X.7.n)."""
    subject, detail = _enhanced(text)
    return subject == 7 and detail not in _MAILBOX_POLICY


def _is_temporary(code: int) -> bool:
    return 400 <= code < 500


def _enhanced(text: bytes | str) -> tuple[int | None, int | None]:
    """(subject, detail) of the enhanced code at the beginning of an answer, or else in brackets with a hash behind it."""
    raw = text.encode(errors="replace") if isinstance(text, str) else text
    found = _ENHANCED.match(raw) or _ENHANCED_BEHIND.search(raw)
    return (int(found[2]), int(found[3])) if found else (None, None)
