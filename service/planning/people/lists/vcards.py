"""A file of business cards (vCard 2.1 to 4.0) as a list with our own headings: a row for each card, read like any list."""

from __future__ import annotations

import csv
import io
import quopri
import re
from collections.abc import Iterator
from typing import Final

from service.bounded import TooCostly, Unread, read_bounded
from service.errors import InvalidInput
from service.planning.people.lists.columns import TITLES
from service.planning.people.lists.headings import Field

BYTES: Final = 5 * 1024 * 1024
MOST: Final = 5_000
_FIELDS: Final[tuple[Field, ...]] = ("company", "given_name", "family_name", "email", "country", "city", "job_title")
_FOLDED: Final = re.compile(r"\r?\n[ \t]")
_SOFT: Final = re.compile(r"=\r?\n")
_PARTS: Final = re.compile(r"(?<!\\);")
_ESCAPE: Final = re.compile(r"\\([\\;,nN:])")
Card = dict[Field, str]


def is_cards(data: bytes) -> bool:
    """Whether a file begins as one of business cards does."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(b"BEGIN:VCARD")


def cards_as_list(data: bytes) -> bytes:
    """The cards as CSV, made in the bounded process. Raises InvalidInput."""
    if len(data) > BYTES:
        raise InvalidInput("A file of business cards has at most 5 MB. Export them without photos.", param="file")
    try:
        made: bytes = read_bounded(f"{__name__}:make_list", data)
    except (TooCostly, Unread):
        raise InvalidInput("We couldn’t read these business cards. Export them again as VCF.", param="file") from None
    return made


def make_list(data: bytes) -> bytes:
    """The same in this process. Raises InvalidInput."""
    cards = list(_cards(data.decode("utf-8-sig", errors="replace")))
    if not cards:
        raise InvalidInput("There’s no business card in this file.", param="file")
    if len(cards) > MOST:
        raise InvalidInput(f"A file of business cards has at most {MOST:,} cards. Split it.", param="file")
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow([TITLES[name] for name in _FIELDS])
    lines.writerows([card.get(name, "") for name in _FIELDS] for card in cards)
    return text.getvalue().encode("utf-8-sig")


def _cards(text: str) -> Iterator[Card]:
    card: Card | None = None
    for line in _FOLDED.sub("", _SOFT.sub("", text)).splitlines():
        name, _, value = line.partition(":")
        bare, *parameters = name.upper().split(";")
        bare = bare.rpartition(".")[2]
        if any("QUOTED-PRINTABLE" in one for one in parameters):
            value = quopri.decodestring(value.encode()).decode("utf-8", errors="replace")
        if (bare, value.strip().upper()) == ("BEGIN", "VCARD"):
            card = {}
        elif card is None:
            continue
        elif bare == "END":
            yield card
            card = None
        else:
            _read(card, bare, value)


def _read(card: Card, name: str, value: str) -> None:
    """The first of each that says something; what a list has no field for is left out."""
    parts = [_plain(part) for part in _PARTS.split(value)]
    found: Card = {}
    match name:
        case "N":
            found = {"family_name": parts[0], "given_name": parts[1] if len(parts) > 1 else ""}
        case "FN" if " " in parts[0].strip():
            given, _, family = parts[0].strip().rpartition(" ")
            card.setdefault("given_name", given)
            card.setdefault("family_name", family)
        case "EMAIL":
            found = {"email": parts[0].removeprefix("mailto:")}
        case "ORG":
            found = {"company": parts[0]}
        case "TITLE":
            found = {"job_title": parts[0]}
        case "ADR" if len(parts) >= 7:
            found = {"city": parts[3], "country": parts[6]}
    for field, said in found.items():
        if said and (name == "N" or not card.get(field)):
            card[field] = said


def _plain(part: str) -> str:
    return " ".join(_ESCAPE.sub(lambda one: " " if one[1] in "nN" else one[1], part).split())
