"""How columns are headed, in every language we ship and by the systems that export lists: `assets/translations/headings.json`."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Final, Literal, get_args

from service.config import ASSETS
from service.folding import fold
from service.sheets.vocabulary import folded, words

VOCABULARY: Final = ASSETS / "translations" / "headings.json"

Field = Literal[
    "company",
    "given_name",
    "family_name",
    "full_name",
    "email",
    "country",
    "city",
    "locale",
    "diet",
    "interests",
    "notes",
    "away_from",
    "away_to",
    "policy",
    "job_title",
    "adult",
    "relationship",
    "lifecycle",
    "account_value",
    "motive",
    "personal_line",
    "owner",
    "basis",
    "opted_out",
]
Search = Literal["whole", "plain", "never"]
_MARKS: Final = re.compile(
    r"\*|\((?:required|optional|pflichtfeld|povinné|необязательно|обязательно|必須|任意)\)", re.IGNORECASE
)
_JOINED_WORDS: Final = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_OWN_FIELD: Final = re.compile(r"__p?c$", re.IGNORECASE)
"""How Salesforce ends the names of a company's own fields: ALLERGIES__C."""
_WHOSE: Final = words("whose")
"""Words before a heading that say whose it is, where a list is about people anyway: "Contact email", "Attendee company"."""
_PARTS: Final = re.compile(r"[/|\n()\[\]:]+")
_COUNTED: Final = re.compile(r"(?: \d{1,2})?(?: (?:value|type|label|formatted))?$")
_LIKE_A_NAME: Final = folded("like_a_name")
_LIKE_AN_ADDRESS: Final = folded("like_an_address")
_LIKE_A_COMPANY: Final = folded("like_a_company")
_MAIL: Final = folded("mail")
_NEVER_TEXT: Final = words("never_text")
_ASKED_BEFORE: Final = sorted(folded("asked_before"), key=len, reverse=True)
_ASKED_AFTER: Final = sorted(folded("asked_after"), key=len, reverse=True)
_FIRST_KANA: Final = "\u3040"
"""From here on scripts set no spaces between words."""
_IF_YES: Final = folded("if_yes")
_WHICH: Final = folded("which")
_FIGURES: Final = words("figures")
_TEXT: Final = words("text")


def plain_heading(heading: str) -> str:
    """A heading folded, without the marks of a form."""
    return fold(_MARKS.sub(" ", _OWN_FIELD.sub("", heading)).replace("_", " "))


def _apart(heading: str) -> str:
    """The same where a program wrote several words as one: "companyName"."""
    return plain_heading(_JOINED_WORDS.sub(" ", heading))


def exact_field(heading: str) -> tuple[Field, int] | None:
    """The field that a heading means and how far down it stands among that field's headings (0 is best); None where none."""
    found = _fields().get(plain_heading(heading)) or _fields().get(_apart(heading))
    return found or _written_together().get(plain_heading(heading))


def near_field(heading: str) -> tuple[Field, int] | None:
    """The field of a heading that says more than its field: whose it is ("Attendee email"), or the same in two languages."""
    words = _without_question(_apart(heading)).split()
    while words:
        if (found := _fields().get(" ".join(words))) is not None:
            return found
        if words[0] not in _WHOSE:
            break
        words = words[1:]
    parts = [known for part in _PARTS.split(heading) if (known := _fields().get(plain_heading(part))) is not None]
    return min(parts, key=lambda part: part[1]) if len({part[0] for part in parts}) == 1 else None


def _without_question(bare: str) -> str:
    """A folded heading without what a form asks around it: "What's your first name?", "Which company do you work for?"."""
    for end in _ASKED_AFTER:
        bare = bare.removesuffix(end if end[0] > _FIRST_KANA else f" {end}")
    start = next((start for start in _ASKED_BEFORE if bare.startswith(f"{start} ")), None)
    while start is not None:
        bare = bare.removeprefix(f"{start} ")
        start = next((start for start in _ASKED_BEFORE if bare.startswith(f"{start} ")), None)
    return bare


def follows_up(heading: str) -> bool:
    """Whether a heading only goes on with the question before it: "If yes, please specify", "Which?"."""
    bare = plain_heading(heading)
    return bare in _WHICH or any(bare == start or bare.startswith(f"{start} ") for start in _IF_YES)


def is_listed(heading: str) -> bool:
    """Whether we know what such a column holds, and that it is none of our fields."""
    return plain_heading(heading) in _listed() or _apart(heading) in _listed()


def looks_like(heading: str) -> Literal["name", "address"] | None:
    """What a column without a field may hold, by a word of its heading."""
    words = set(_apart(heading).split())
    if words & _LIKE_AN_ADDRESS and not words & _MAIL:
        return "address"
    return "name" if words & _LIKE_A_NAME and not words & _LIKE_A_COMPANY else None


def search_of(heading: str) -> Search:
    """How far a column without a field is searched for dietary words.

    "whole": somebody may have written there, as in every column that nobody knows: a word that is not looked for is lost.
    "plain": it names a thing ("Industry", "Phone"), where a food may be that thing and only plain speech counts. "never": names of
    people and companies, and addresses.
    """
    bare = plain_heading(heading) if plain_heading(heading) in _listed() else _apart(heading)
    words = bare.split()
    if any(word in _TEXT for word in words):
        return "whole"
    spellings = [bare, _COUNTED.sub("", bare)]
    if len(words) > 1 and words[0] in _WHOSE:
        spellings.append(" ".join(words[1:]))
    for spelling in spellings:
        if spelling in _listed():
            return _listed()[spelling]
    if words and words[-1] in _FIGURES:
        return "plain"
    return "never" if words and (words[-1] in _NEVER_TEXT or spellings[1].split()[-1:] == ["name"]) else "whole"


@cache
def _fields() -> dict[str, tuple[Field, int]]:
    listed = json.loads(VOCABULARY.read_text("utf-8"))["fields"]
    found: dict[str, tuple[Field, int]] = {}
    for field in get_args(Field):
        for headings in listed[field].values():
            for place, heading in enumerate(headings):
                key = fold(heading)
                if key not in found or place < found[key][1]:
                    found[key] = (field, place)
    return found


@cache
def _written_together() -> dict[str, tuple[Field, int]]:
    """Headings as programs write them in one piece: MAILINGCOUNTRY, firstname."""
    found: dict[str, tuple[Field, int]] = {}
    for heading, (field, place) in _fields().items():
        if " " in heading and heading.isascii():
            found.setdefault(heading.replace(" ", ""), (field, place))
    return found


@cache
def _listed() -> dict[str, Search]:
    """Heading, folded -> how far such a column is searched; one that is a name in one language is so in all."""
    vocabulary = json.loads(VOCABULARY.read_text("utf-8"))
    found: dict[str, Search] = {
        fold(heading): "plain" for headings in vocabulary["named"].values() for heading in headings
    }
    for languages in vocabulary["not_read"].values():
        found |= {fold(heading): "never" for headings in languages.values() for heading in headings}
    return found
