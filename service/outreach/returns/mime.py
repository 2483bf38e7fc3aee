"""Takes a message apart that a stranger wrote. Whatever it is, that costs a bounded amount of work, and nothing is kept of it.

What would make the standard library's parser slow is refused before it begins: its work grows with the product of lines and nested
parts, and with the square of a part's own heading.
"""

from __future__ import annotations

import base64
import codecs
import html
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser
from typing import Final

LARGEST: Final = 512 * 1024
"""Bytes of a message that are looked at. Reports quote what they are about after what they say, so what is cut is the quote."""
_LINES: Final = 20_000
_HEADINGS: Final = 120
_PARTS: Final = 24
"""Headings `Content-...` in all, and parts that may hold others. A report has fewer; more would be work without end."""
_LONGEST_HEADING: Final = 2000
_LONGEST_VALUE: Final = 4000
_LONGEST_SUBJECT: Final = 1000
_CONTENT: Final = re.compile(rb"(?im)^content-[a-z-]{1,40}[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*")
_NESTING: Final = re.compile(rb"(?i)multipart/|message/")
_CHARSETS: Final = ("utf-8", "ascii", "iso", "cp", "koi8", "gb", "big5", "euc", "shift", "mac")
TEXT: Final = 20_000
"""Characters that are read of what somebody wrote."""


class Unreadable(Exception):
    """No message, or one that is built to be work."""


def parse(raw: bytes) -> Message:
    """The message. Raises Unreadable."""
    lines = raw[:LARGEST].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n", _LINES)
    text = b"\n".join(lines[:_LINES])
    headings = _CONTENT.findall(text)
    if len(headings) > _HEADINGS or any(len(heading) > _LONGEST_HEADING for heading in headings):
        raise Unreadable
    if len(_NESTING.findall(text)) > _PARTS:
        raise Unreadable
    try:
        message = message_from_bytes(text)
    except (MessageError, ValueError, LookupError, RecursionError):
        raise Unreadable from None
    if not message.keys():
        raise Unreadable
    return message


def value(message: Message, name: str) -> str:
    """One header or field as text on one line, "" where it is not there; the first counts."""
    return next(values(message, name), "")


def values(message: Message, name: str) -> Iterator[str]:
    """Every header or field of the name, a few at most."""
    for found in (message.get_all(name) or [])[:5]:
        yield " ".join(str(found)[:_LONGEST_VALUE].split())


def parts_of(message: Message) -> list[Message]:
    """The parts right inside a message of several; none for another."""
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def headers_in(text: str) -> Message:
    """A block of header lines that stands in a part's text."""
    return HeaderParser().parsestr(text[: 16 * TEXT])


def text_of(part: Message) -> str:
    """A text part's words; HTML without its tags. "" for what is no text."""
    if part.get_content_maintype() != "text":
        return ""
    payload = part.get_payload(decode=True)
    body = payload[: 4 * TEXT] if isinstance(payload, bytes) else b""
    words = body.decode(_charset(part), "replace")
    return _without_tags(words) if part.get_content_subtype() == "html" else words


def unpacked(text: str) -> str:
    """What stands in base64, as text of lines; "" for what is none."""
    try:
        raw = base64.b64decode("".join(text.split()))
    except ValueError:
        return ""
    return raw.decode("utf-8", "replace").replace("\r\n", "\n").strip()


def words_written(message: Message) -> str:
    """What somebody wrote, their subject first, without the lines that they quote: the plain parts, or the HTML where there is no
    plain word."""
    texts = [part for part in _shallow(message) if part.get_filename() is None]
    plain = "\n".join(text_of(part) for part in texts if part.get_content_type() == "text/plain")
    read = plain if plain.strip() else "\n".join(text_of(p) for p in texts if p.get_content_type() == "text/html")
    own = (line for line in read.splitlines() if not line.lstrip().startswith(">"))
    return "\n".join((_decoded(value(message, "Subject")[:_LONGEST_SUBJECT]), *own))[:TEXT]


def _decoded(subject: str) -> str:
    """A header's encoded words (RFC 2047) as they are read."""
    try:
        pieces = decode_header(subject)
    except (MessageError, ValueError):
        return subject
    return "".join(
        piece.decode(_known(charset), "replace") if isinstance(piece, bytes) else piece for piece, charset in pieces
    )


def _shallow(message: Message) -> Iterator[Message]:
    """Its parts, and those inside parts of several, but nothing of a whole message that is attached."""
    for part in parts_of(message) if message.is_multipart() else [message]:
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            yield from _shallow(part)
        elif part.get_content_maintype() == "text":
            yield part


def _charset(part: Message) -> str:
    """How the part says that it is written, of the ways in which people write; some codecs are there to be slow."""
    return _known(str(part.get_content_charset() or ""))


def _known(charset: str | None) -> str:
    try:
        name = codecs.lookup((charset or "utf-8")[:40]).name
    except (LookupError, ValueError):
        return "utf-8"
    return name if name.startswith(_CHARSETS) else "utf-8"


def _without_tags(text: str) -> str:
    for tag in ("style", "script"):
        text = _without(text, tag)
    return html.unescape(re.sub(r"<[^<>]*>", " ", text))


def _without(text: str, tag: str) -> str:
    kept, low, place = [], text.lower(), 0
    while (start := low.find(f"<{tag}", place)) >= 0 and (end := low.find(f"</{tag}", start)) >= 0:
        kept.append(text[place:start])
        place = end
    return "".join(kept) + text[place:]
