"""Reads one message that came back: a delivery report (RFC 3464), a complaint (RFC 5965), a reply, or nothing that we understand.

Values out, no database: what it is, and which of our mails it names with our own mark. Its sender's word is taken for nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Final, Literal

from service.outreach.letters.return_path import letters_signed_in, signed_in
from service.outreach.returns.addresses import hashes_in, hashes_of
from service.outreach.returns.codes import Outcome, mildest_of, outcome_of, spoken_codes
from service.outreach.returns.mime import (
    Unreadable,
    headers_in,
    parse,
    parts_of,
    text_of,
    unpacked,
    value,
    values,
    words_written,
)

Form = Literal["report", "complaint", "reply", "auto_reply", "unclear"]
_STATUS: Final = ("message/delivery-status", "message/global-delivery-status")
_WHOLE: Final = ("message/rfc822", "message/global")
_HEADERS: Final = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
_FEEDBACK: Final = "message/feedback-report"
_COMPLAINTS: Final = frozenset({"abuse", "fraud", "opt-out"})
"""Kinds of feedback in which a person turns a mail away; `not-spam` and reports about signatures are none."""
_TO: Final = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
_DAEMONS: Final = re.compile(r"(?i)\b(mailer-daemon|postmaster|mail-daemon|mailerdaemon)\b")
_STILL_TRIED: Final = re.compile(r"(?i)^(warning\b|.*\bdelay)")
"""Subjects of the warnings that servers send in between (Exim, older Sendmail); what they speak of has not been given up."""
_MOST_RECIPIENTS: Final = 10


@dataclass(frozen=True, slots=True)
class Report:
    """What a server says about one of its recipients. `about`: the keyed hashes that the named address may have."""

    about: frozenset[str]
    outcome: Outcome
    code: str


@dataclass(frozen=True, slots=True)
class Came:
    """One message. `named`: our mails that it names with our mark, the surest first. `words` are what somebody wrote, their subject
    in the first line; they are read for dietary words, and kept only as a letter of a thread."""

    form: Form
    named: tuple[str, ...] = ()
    reports: tuple[Report, ...] = ()
    words: str = field(default="", repr=False)
    author: frozenset[str] = frozenset()
    """The keyed hashes of who says that they wrote the words, where a server's name stands as well."""
    letter: str | None = None
    """The letter that it answers by our mark, where one of the giver's people writes; `writer`: the keyed hashes of who says so."""
    writer: frozenset[str] = frozenset()


def read(raw: bytes, *, recipient: str = "", sender: str | None = None) -> Came:
    """What came back. `recipient` and `sender`: the envelope's, where the mail server says them; "" as sender is the empty one."""
    try:
        message = parse(raw)
    except Unreadable:
        return Came("unclear", signed_in(recipient))
    parts = parts_of(message)
    sent_to = _unique([*signed_in(recipient), *_signed(message, _TO)])
    if status := next((part for part in parts if part.get_content_type() in _STATUS), None):
        reports = tuple(_reports(status))
        return Came("report" if reports else "unclear", _about(message, parts, sent_to), reports)
    if feedback := next((part for part in parts if part.get_content_type() == _FEEDBACK), None):
        fields = next(iter(parts_of(feedback)), feedback)
        named = _unique([*_about(message, parts, sent_to), *_signed(fields, ("Original-Mail-From",))])
        kind = value(fields, "Feedback-Type").lower()
        return Came("complaint" if kind in _COMPLAINTS else "unclear", named)
    return _spoken(message, parts, sent_to, recipient, is_daemon=_is_daemon(message, sender))


def _spoken(
    message: Message, parts: list[Message], sent_to: tuple[str, ...], recipient: str, *, is_daemon: bool
) -> Came:
    """A message without a part for machines: a server's own words, or a person's, or those of their automat."""
    if is_daemon:
        text = "\n".join(text_of(part) for part in parts or [message])
        codes = spoken_codes(text)
        if codes or _DAEMONS.search(value(message, "From")):
            named = _unique([*_about(message, parts, sent_to), *_signed_lines(text)])
            if (said := _agreed(codes)) is not None:
                outcome, code = said
                if outcome == "soft_bounce" and code.startswith("4") and _STILL_TRIED.search(value(message, "Subject")):
                    outcome = "delayed"
                return Came("report", named, (Report(hashes_in(text), outcome, code),))
            # A person may sit at postmaster@, and what they write is read.
            author = hashes_in(value(message, "From"))
            return Came("unclear", named, words=words_written(message), author=author)
    answered = _unique([*_signed(message, ("In-Reply-To",)), *reversed(_signed(message, ("References",))), *sent_to])
    is_automatic = is_daemon or _is_automatic(message)
    form: Form = "auto_reply" if is_automatic else "reply"
    if (letter := next(iter(_letters(message, recipient)), None)) is not None:
        return Came(form, words=words_written(message), letter=letter, writer=hashes_in(value(message, "From")))
    return Came(form, answered[:1], words=words_written(message))


def _letters(message: Message, recipient: str) -> Iterator[str]:
    """The letters of threads that a message of the giver's people names: where it was sent to, then what it answers."""
    yield from letters_signed_in(recipient)
    for name in (*_TO, "In-Reply-To", "References"):
        for text in values(message, name):
            yield from letters_signed_in(text)


def _agreed(codes: Iterable[str]) -> tuple[Outcome, str] | None:
    """What a server's own words say, where all its codes mean the same."""
    outcomes = {found for code in codes if (found := mildest_of((code,))) is not None}
    return min(outcomes) if len({outcome for outcome, _ in outcomes}) == 1 else None


def _reports(status: Message) -> Iterator[Report]:
    for block in _blocks(status)[: _MOST_RECIPIENTS + 1]:
        action = value(block, "Action").lower().partition(" ")[0]
        if found := outcome_of(action, value(block, "Status"), value(block, "Diagnostic-Code")):
            named = value(block, "Original-Recipient") or value(block, "Final-Recipient")
            yield Report(hashes_of(named), *found)


def _blocks(status: Message) -> list[Message]:
    """The report's blocks of fields. Of one in UTF-8 (RFC 6533) the standard library takes apart the first block only, and of one
    that is packed for the way none."""
    if value(status, "Content-Transfer-Encoding").lower() == "base64":
        packed = "".join(str(part.get_payload()) for part in parts_of(status))
        return [headers_in(text) for text in unpacked(packed).split("\n\n")[: _MOST_RECIPIENTS + 1]]
    blocks: list[Message] = []
    for block in parts_of(status):
        rest = block.get_payload()
        blocks.append(block)
        if isinstance(rest, str) and rest.strip():
            blocks += [headers_in(text) for text in rest.strip().split("\n\n")[:_MOST_RECIPIENTS]]
    return blocks


def _about(message: Message, parts: list[Message], sent_to: tuple[str, ...]) -> tuple[str, ...]:
    """Every mail of ours that a report may be about: where it was sent to, what it answers, and the mail that it quotes."""
    quoted = [name for part in parts for name in _signed(_original(part), ("Message-ID", "Return-Path"))]
    return _unique([*sent_to, *quoted, *_signed(message, ("In-Reply-To", "References"))])


def _original(part: Message) -> Message:
    """The headers of the mail that a report quotes; of any other part, none."""
    kind = part.get_content_type()
    if kind in _WHOLE:
        return next(iter(parts_of(part)), Message())
    if kind not in _HEADERS:
        return Message()
    return next(iter(parts_of(part)), None) or headers_in(text_of(part))


def _signed(message: Message, names: Iterable[str]) -> list[str]:
    return [found for name in names for text in values(message, name) for found in signed_in(text)]


def _signed_lines(text: str) -> list[str]:
    """Marks in a server's words, line by line: a quoted header stands in one."""
    return [found for line in text.splitlines() if "msg_" in line.lower() for found in signed_in(line)]


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _is_daemon(message: Message, sender: str | None) -> bool:
    """Whether a server speaks: its mails have no sender that an answer could go to."""
    empty = sender == "" or value(message, "Return-Path") == "<>"
    return empty or any(_DAEMONS.search(text) for text in (sender or "", value(message, "From")))


def _is_automatic(message: Message) -> bool:
    """Whether a person's automat speaks: an absence, a receipt (RFC 3834, RFC 8098, and what older ones write)."""
    submitted = value(message, "Auto-Submitted").lower().partition(";")[0].strip()
    return (
        submitted not in {"", "no"}
        or any(value(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"))
        or value(message, "Precedence").lower() in {"bulk", "junk", "auto_reply", "list"}
        or message.get_content_type() == "multipart/report"
    )
