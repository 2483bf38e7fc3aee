"""When and how a person is named.

A name is used only where it is known and reads like one, as the person writes it: never recased or shortened. It stands alone or
before a comma, where most languages leave it as it is: Romanian too, whose bent forms sound too near in a letter that says
dumneavoastră. Czech bends it ("Jano"), and a wrong form is worse than none: only forms of a reviewed table are used, and whoever
is not in it gets the sentence without a name. Japanese calls nobody by the given name alone, and adds the honorific that tells
nothing of gender, as every other would. A field that came as "{{first_name}}" is not a name either.

Where a person told us how to address them, their words stand in every one of these places as they wrote them: in whatever form
their language bends it, with the title they want or with none.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from renderers.context import Person, Sender
from renderers.language.translations import CATALOGS, resolve

LONGEST: Final = 80
_NOT_IN_COMPANIES: Final = re.compile(
    r"[{}<>\[\]|\\^~`\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffc\ufffd]"
)
_NOT_IN_NAMES: Final = re.compile(_NOT_IN_COMPANIES.pattern + r"|[$%@#=*_\";:!?/]")
_NOBODY: Final = frozenset(
    {"n/a", "na", "unknown", "test", "firstname", "first name", "lastname", "last name", "name", "none", "null"}
)
"""What exports write for nothing. Only as the whole name: Mr Null keeps his beside a given name."""


def greeting_name(person: Person) -> str | None:
    """The name to greet with, in the form of its language, or None: then the sentence goes without."""
    if (told := called(person)) is not None:
        return told
    language, name = resolve(person.locale), usable(person.given_name)
    if language == "ja":
        return name and (usable(person.full_name) or name)
    bent = _vocatives().get(language)
    return name if bent is None or name is None else bent.get(name)


def spoken_to(person: Person) -> str | None:
    """What our own greetings begin with: the name, in Japanese with 様, or their own words as they are. None as above."""
    return _with_honorific(person, greeting_name(person))


def in_title(person: Person) -> str | None:
    """Their name in the title of a page of theirs, likewise. None as of `masthead_name`."""
    return _with_honorific(person, masthead_name(person))


def masthead_name(person: Person) -> str | None:
    """The name that takes the wordmark's place, in the order the person writes it; a given name alone where no more is known."""
    return called(person) or usable(person.full_name) or usable(person.given_name)


def name_on_paper(person: Person) -> str | None:
    """Who a paper is about: the whole name, since a stranger files it, and behind it how the person is addressed if that is not
    the name with something before or behind it."""
    told, name = called(person), usable(person.full_name) or usable(person.given_name)
    if told is None or name is None:
        return told or name
    return told if name in told else f"{name} ({told})"


def given_name(person: Person) -> str | None:
    """The value of a sender's {given_name}: whoever told us how to address them is not called otherwise in the letter."""
    return called(person) or usable(person.given_name)


def full_name(person: Person) -> str | None:
    """The value of a sender's {full_name}, likewise."""
    return called(person) or usable(person.full_name)


def called(person: Person) -> str | None:
    """How the person told us to address them; None where they did not."""
    return usable(person.called)


def company_name(person: Person) -> str | None:
    """The person's company, or None where the field holds no name."""
    return _trimmed(person.company, _NOT_IN_COMPANIES)


def sender_given_name(sender: Sender) -> str:
    """How the sender is called among colleagues: the first part of the name, as in "A line to Nora?"."""
    return sender.name.split()[0]


def usable(name: str | None) -> str | None:
    """The name trimmed at its ends, or None where nothing in it reads like a name.

    "Null" alone is a name too; only the small letters that software leaves behind mean nothing.
    """
    return None if name is None else _trimmed(name, _NOT_IN_NAMES)


def _with_honorific(person: Person, name: str | None) -> str | None:
    if name is None or called(person) is not None or resolve(person.locale) != "ja":
        return name
    return f"{name}様"


@cache
def _vocatives() -> Mapping[str, Mapping[str, str]]:
    """Language -> name -> how its owner is called, for the languages that bend names."""
    tables: Mapping[str, Mapping[str, str]] = json.loads((CATALOGS / "vocatives.json").read_text(encoding="utf-8"))
    return tables


def _trimmed(name: str, refused: re.Pattern[str]) -> str | None:
    trimmed = name.strip()
    if not trimmed or len(trimmed) > LONGEST or refused.search(trimmed) or trimmed in _NOBODY:
        return None
    return trimmed if any(unicodedata.category(letter).startswith("L") for letter in trimmed) else None
