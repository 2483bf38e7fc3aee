"""One function for each kind of cell: text in, a typed value out, or CellError with the sentence the upload page shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Final, TypeVar

from babel import Locale
from email_validator import EmailNotValidError, validate_email

from renderers.translations import LOCALES
from service.planning.columns import fold
from service.recipients.acquaintance import Lifecycle, Relationship
from service.recipients.interests import find_interest

Answer = TypeVar("Answer", bound=str)

_NAME_MAX: Final = 120
_SHORTEST_NAME: Final = 4
"""Letters; shorter ones are codes, and one letter amiss in a code is another country."""
_ONE_LETTER_OF_SIX: Final = 0.83
"""How alike two words of six letters are that differ in one of them."""
_LANGUAGES: Final = (
    "en", "cs", "de", "ru", "is", "ro", "el", "no", "ar", "fr", "es", "it", "pl", "bg", "sk", "uk", "kk", "hu", "sv", "da", "fi",
    "nl", "pt", "tr", "hr", "sl", "et", "lv", "lt", "ja", "zh", "ko", "he",
)  # fmt: skip
_SAME_COUNTRY: Final = {
    "uk": "GB",
    "england": "GB",
    "usa": "US",
    "america": "US",
    "uae": "AE",
    "czech republic": "CZ",
    "holland": "NL",
}
_COUNTRY_LOCALE: Final = {
    "CZ": "cs", "IS": "is", "RO": "ro", "MD": "ro", "RU": "ru", "KZ": "ru", "BY": "ru", "KG": "ru",
    "AE": "ar", "SA": "ar", "EG": "ar", "JO": "ar", "QA": "ar", "JP": "ja",
}  # fmt: skip
_POLICIES: Final = frozenset({"no gifts", "no food", "no alcohol", "consumables only", "public sector"})
_RELATIONSHIPS: Final[dict[Relationship, tuple[str, ...]]] = {
    "prospect": ("prospect", "prospective", "lead", "opportunity", "target"),
    "customer": ("customer", "client", "existing customer"),
    "partner": ("partner", "reseller", "supplier", "vendor"),
}
_LIFECYCLES: Final[dict[Lifecycle, tuple[str, ...]]] = {
    "new": ("new", "onboarding"),
    "active": ("active", "current", "live"),
    "renewal": ("renewal", "up for renewal", "renewing"),
    "lapsed": ("lapsed", "former", "churned", "inactive"),
}
"""Answer -> the words of customer systems that mean it."""
_CAP: Final = re.compile(
    r"max\.? ?(?P<whole>\d{1,5})(?:[.,](?P<part>\d{1,2}))? ?(?:eur|€)(?P<yearly> ?(?:a year|per year|yearly|/ ?year))?"
)
_UNWANTED: Final = re.compile(r"\b(?:dislikes|does not want|doesn['’]t want)\s*:?\s*([^.;]+)", re.IGNORECASE)
_NO_SUCH: Final = re.compile(r"no (?:more )?([^\W\d_]+)(?: please)?", re.IGNORECASE)
_INVISIBLE: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


class CellError(Exception):
    """What is wrong with a cell, why it matters, and the likely answer where there is one."""

    def __init__(self, sentence: str, suggestion: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class PolicyReading:
    """A company's own rules on gifts. Both caps are in minor units of `currency`; the yearly one is for one person."""

    no_gifts: bool = False
    no_food: bool = False
    no_alcohol: bool = False
    consumables_only: bool = False
    public_sector: bool = False
    cap_minor: int | None = None
    yearly_cap_minor: int | None = None
    currency: str | None = None


def clean(text: str) -> str:
    """Single spaces, none outside; control, zero-width and direction marks are taken out so that they cannot hide anything."""
    return re.sub(r"\s+", " ", _INVISIBLE.sub("", text.replace("\t", " ").replace("\n", " "))).strip()


def read_name(text: str) -> str | None:
    """A name as the person writes it, or None. Only its length is checked: no list knows all names."""
    name = clean(text)
    if len(name) > _NAME_MAX:
        raise CellError(f"A name of {len(name)} letters will not fit; {_NAME_MAX} is the most.", name[:_NAME_MAX])
    return name or None


def read_email(text: str) -> str:
    """A mail address, checked for its form only; nothing is looked up."""
    address = clean(text)
    if not address:
        raise CellError("Without a mail address nobody can be told about a gift.")
    try:
        # The reserved domains of RFC 2606 are what samples and tests are made of, so they are let through.
        return validate_email(address, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        return _reserved_or_refused(address, error)


def _reserved_or_refused(address: str, error: EmailNotValidError) -> str:
    if re.fullmatch(r"[A-Za-z0-9._%+-]+@([a-z0-9-]+\.)*example(\.(com|org|net))?", address):
        return address
    likely = re.sub(r"\s*(\(at\)|\[at\]| at )\s*", "@", address).replace(",", ".").replace(" ", "")
    guess = likely if likely != address and re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", likely) else None
    raise CellError(f"This is not a mail address: {error}", guess)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    names = dict(_SAME_COUNTRY)
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if re.fullmatch("[A-Z]{2}", code):
                names.setdefault(fold(name), code)
                names.setdefault(code.lower(), code)
    return names


def read_country(text: str) -> str:
    """ISO 3166 alpha-2 from a code or from a country's name in any of the languages known."""
    name = clean(text)
    if not name:
        raise CellError("Without a country we cannot say what can be delivered.")
    code = _countries().get(fold(name))
    if code is None:
        raise CellError(f"“{name}” is not a country we know.", _nearest(fold(name), _countries()))
    return code


def _nearest(word: str, known: dict[str, str]) -> str | None:
    """The one country that is likely meant. The upload page chooses it beforehand, so a doubtful guess is worse than none:
    the beginning must be the same, and no second country may be as close."""
    same_beginning = [name for name in known if len(name) >= _SHORTEST_NAME and name[0] == word[:1]]
    close = get_close_matches(word, same_beginning, n=len(known), cutoff=_ONE_LETTER_OF_SIX)
    closest = {known[name] for name in close if _likeness(word, name) == _likeness(word, close[0])}
    return closest.pop() if len(closest) == 1 else None


def _likeness(word: str, name: str) -> float:
    return SequenceMatcher(None, name, word).ratio()


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).languages.items():
            if re.fullmatch("[a-z]{2}", code):
                names.setdefault(fold(name), code)
    for language in LOCALES:
        names[fold(Locale(language).get_display_name(language) or language)] = language
    return names


def read_locale(text: str, country: str) -> str:
    """The language to write in: as asked if we ship it, else the country's, else English."""
    wish = clean(text)
    code = _language_names().get(fold(wish)) or wish.replace("_", "-").split("-", 1)[0].lower()
    if code in LOCALES:
        return code
    return "en" if wish else _COUNTRY_LOCALE.get(country, "en")


def read_date(text: str) -> date | None:
    """A day as ISO (2027-01-31), as 31.1.2027 or as 31/1/2027; None where the cell is empty."""
    day = clean(text)
    if not day:
        return None
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", day):
        year, month, number = found.groups()
    elif found := re.fullmatch(r"(\d{1,2})\s*[./]\s*(\d{1,2})\s*[./]\s*(\d{4})", day):
        number, month, year = found.groups()
    else:
        raise CellError(f"“{day}” is not a date. Write it as 2027-01-31 or 31.1.2027.")
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise CellError(f"There is no such day as {day}. Write it as 2027-01-31 or 31.1.2027.") from None


def read_policy(text: str) -> PolicyReading:
    """A company's gift policy: parts divided by semicolons, each one of `no gifts`, `no food`, `no alcohol`,
    `consumables only`, `public sector`, `max 25 EUR`, `max 100 EUR a year`."""
    flags: dict[str, bool] = {}
    caps: dict[str, int] = {}
    for part in filter(None, (clean(piece).lower() for piece in text.split(";"))):
        if part in _POLICIES:
            flags[part.replace(" ", "_")] = True
        elif found := _CAP.fullmatch(part):
            name = "yearly_cap_minor" if found["yearly"] else "cap_minor"
            caps[name] = int(found["whole"]) * 100 + int((found["part"] or "0").ljust(2, "0"))
        elif part not in {"none", "-"}:
            raise CellError(
                f"“{part}” is not a policy we can keep. Say: no gifts; no food; no alcohol; consumables only; public sector; "
                "max 25 EUR; max 100 EUR a year."
            )
    return PolicyReading(
        **flags,
        cap_minor=caps.get("cap_minor"),
        yearly_cap_minor=caps.get("yearly_cap_minor"),
        currency="EUR" if caps else None,
    )


def read_interests(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(interest keys, words not understood). An unknown interest is no error: it is only not used."""
    known: dict[str, None] = {}
    unknown: list[str] = []
    for word in filter(None, (clean(piece) for piece in re.split(r"[,/;|]", text))):
        key = find_interest(word)
        if key is None:
            unknown.append(word)
        else:
            known[key] = None
    return tuple(known), tuple(unknown)


def read_has_already(notes: str) -> tuple[str, ...]:
    """Things a note says the person has: `already has: mug, blanket`. Other notes are kept out; a note is not a fact."""
    found = re.search(r"already has\s*:\s*([^.;]+)", clean(notes), re.IGNORECASE)
    return tuple(fold(word) for word in found[1].split(",") if word.strip()) if found else ()


def read_dislikes(notes: str) -> tuple[str, ...]:
    """Things a note says the person does not want: `dislikes: mugs, wine`, `no mugs`. Others exclude nothing."""
    note = clean(notes)
    words = [word for said in _UNWANTED.findall(note) for word in said.split(",")]
    # "No mugs" stands alone between two marks; "no longer with us" says something else.
    words += [said[1] for part in re.split(r"[.,;]", note) if (said := _NO_SUCH.fullmatch(part.strip()))]
    return tuple(dict.fromkeys(fold(word) for word in words if word.strip()))


def read_adult(text: str) -> bool | None:
    """Whether the person is 18 or over; None where the cell says nothing."""
    word = fold(text)
    if word in {"yes", "y", "true", "1", "18+", "18", "ja", "ano", "da", "да"}:
        return True
    if word in {"no", "n", "false", "0", "nein", "ne", "nu", "нет"}:
        return False
    if word in {"", "unknown", "n a"}:
        return None
    raise CellError(f"“{clean(text)}” does not say whether the person is 18 or over. Write yes, no, or nothing.")


def read_relationship(text: str) -> Relationship | None:
    """What the company is to the sender: prospect, customer or partner; None where the cell says nothing."""
    return _one_of(text, _RELATIONSHIPS, "what a company is to you")


def read_lifecycle(text: str) -> Lifecycle | None:
    """Where a customer stands: new, active, renewal or lapsed; None where the cell says nothing."""
    return _one_of(text, _LIFECYCLES, "where a customer stands")


def _one_of(text: str, answers: Mapping[Answer, Sequence[str]], meaning: str) -> Answer | None:
    word = fold(text)
    if word in {"", "unknown", "other", "n a"}:
        return None
    known = {said: answer for answer, words in answers.items() for said in words}
    if word not in known:
        close = get_close_matches(word, known, n=1, cutoff=_ONE_LETTER_OF_SIX)
        raise CellError(
            f"“{clean(text)}” does not say {meaning}. Write {', '.join(answers)}, or nothing.",
            known[close[0]] if close else None,
        )
    return known[word]
