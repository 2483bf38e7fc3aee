"""The words of a gift statement's paper that differ from one to the next, by the name of their place in the template.

The template prints nothing variable but these, so a compiled form and a full drawing can only be given the same words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from renderers.brand.wordmark import wordmark
from renderers.context import Story
from renderers.language.translations import direction, text, tie
from renderers.markup.line_ends import names_kept
from renderers.proof import proof, verified
from renderers.statement.figures import Figures, fingerprint

_MARGIN: Final = {"ltr": ("@top-left", "@top-right"), "rtl": ("@top-right", "@top-left")}
"""Where the number and the giver stand above a second page."""
_LTR: Final = "\N{LEFT-TO-RIGHT MARK}"
_ROOM: Final = {"gift": 2, "inside": 3, "state": 2, "answer": 2}
_HIDDEN: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")


def slots_of(story: Story, figures: Figures) -> dict[str, str]:
    """Slot -> words, as the reader sees them. Raises ProofFailed for a word that is empty."""
    locale = story.person.locale
    begin, end = _MARGIN[direction(locale)]
    words = {
        begin: _sentence(locale, "statement.head", number=figures.number),
        end: story.sender.company,
        "@bottom-left": _sentence(locale, "statement.issued", moment=figures.issued, address=figures.address),
        "mark": wordmark(story.brand, story.person).name,
        "value": figures.value,
        "state": figures.state,
        "state_day": figures.state_day,
        "giver_company": story.sender.company,
        "giver_name": story.sender.name,
        "giver_title": story.sender.title,
        "giver_street": story.sender.street,
        "giver_city": story.sender.city,
        "giver_registration": story.sender.registration,
        "recipient": figures.recipient,
        "company": figures.company,
        "city": figures.city,
        "occasion": figures.occasion,
        "number": figures.number,
        "gift": figures.gift,
        "gift_value": figures.value,
        "delivery_value": figures.delivery,
        "sum": figures.value,
        "together": figures.together,
        "inside": figures.inside,
        "office_answer": figures.office,
        "office_online": _online(locale, story.links.office) if story.links.office and not figures.office else None,
        "fingerprint": _sentence(locale, "statement.check.fingerprint", digits=fingerprint(figures)),
    }
    for row, past in enumerate(figures.earlier):
        words |= {
            f"day_{row}": past.day,
            f"gift_{row}": past.gift,
            f"answer_{row}": past.answer,
            f"value_{row}": past.value,
        }
    spaced = {
        slot: names_kept(tie(locale, _spaced(verified(said)))) for slot, said in words.items() if said is not None
    }
    return {slot: _kept_in_order(said) for slot, said in spaced.items()} if direction(locale) == "rtl" else spaced


def _online(locale: str, link: str) -> str:
    """Where an office answers, as somebody types it."""
    return _sentence(locale, "statement.office.online", address=link.partition("://")[2])


def room_in(slots: Iterable[str]) -> dict[str, int]:
    """The slots that are kept as high as so many lines, so that a name of two lines moves nothing below it."""
    return {slot: _ROOM[part] for slot in slots if (part := slot.rstrip("0123456789").rstrip("_")) in _ROOM}


def _sentence(locale: str, key: str, **values: str) -> str:
    """One of our sentences around values, proofed. What is left of it without its values is read once, not for everybody."""
    said = text(locale, key, **values)
    own = said
    for value in values.values():
        own = own.replace(value, _HIDDEN)
    _require_sentence(own)
    return said


@lru_cache(maxsize=256)
def _require_sentence(own: str) -> None:
    proof(own, (), "statement")


def _spaced(words: str) -> str:
    """As HTML shows a text: runs of its own spaces are one, those that do not break stay."""
    return _SPACE.sub(" ", words).strip(" ")


def _kept_in_order(words: str) -> str:
    """Words without a letter that runs to the left keep their order between two marks: "0551 Oslo", not "Oslo 0551"."""
    turned = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in words)
    return words if turned or not any(letter.isalpha() for letter in words) else f"{_LTR}{words}{_LTR}"
