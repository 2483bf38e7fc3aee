"""One function for each kind of cell: text in, a typed value out, or CellError with the sentence the upload page shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final, TypeVar

import idna
from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

from renderers.language.languages import canonical
from renderers.language.translations import LOCALES
from service.config import settings
from service.folding import company_key, fold
from service.planning.people.lists.cells.names import read_name
from service.recipients.acquaintance import AccountValue, Lifecycle, Relationship
from service.recipients.facts.interests import find_interest
from service.sheets.countries import ONE_LETTER_OF_SIX
from service.sheets.refusals import CellError
from service.sheets.text import REMEMBERED, clean, is_word_for_nothing, says_nothing
from service.sheets.vocabulary import cldr_names, folded

Answer = TypeVar("Answer", bound=str)

_NO_COMPANY: Final = folded("no_company")
_ADULT: Final = 18
_IS_ADULT: Final = folded("adult")
_NOT_ADULT: Final = folded("not_adult")
_AGE: Final = re.compile(
    r"(?:over |above |at least |from |uber |ab |mindestens |старше |от |nad |od |peste |yfir )?(?P<age>\d{1,3})"
    r"(?:歳以上| ?歳)?(?:\+| ?\+)?(?: \d{1,3})?(?: (?:or (?:over|older|above)|and (?:over|older|above)|years?(?: old)?|yrs?|yo|"
    r"jahre|let|лет|года?|ani|ara|eldri|und alter|oder alter|и старше|a vice|سنة))*"
)
"""An age that somebody has reached: alone, as "21+", as the younger end of "25-34", in the words of our languages."""
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
_ACCOUNT_VALUES: Final[dict[AccountValue, tuple[str, ...]]] = {
    "low": ("low", "c", "tier 3", "tier c", "bronze", "small"),
    "middle": ("middle", "medium", "mid", "b", "tier 2", "tier b", "silver"),
    "high": ("high", "a", "tier 1", "tier a", "gold", "key account", "strategic"),
}
"""Answer -> the words of customer systems that mean it."""
_CAP: Final = re.compile(
    r"max\.? ?(?P<whole>\d{1,5})(?:[.,](?P<part>\d{1,2}))? ?(?:eur|€)(?P<yearly> ?(?:a year|per year|yearly|/ ?year))?"
)
_USUAL_ADDRESS: Final = re.compile(
    r"(?P<local>[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@(?P<domain>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)
_RESERVED: Final = re.compile(
    r"[A-Za-z0-9_%+'-]+(?:\.[A-Za-z0-9_%+'-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*example(?:\.(?:com|org|net))?"
)
"""Addresses in the domains of RFC 2606, which no mail reaches."""
_LOCAL_MOST: Final = 64
_UNWANTED: Final = re.compile(r"\b(?:dislikes|does not want|doesn['’]t want)\s*:?\s*([^.;]+)", re.IGNORECASE)
_MAY_DISLIKE: Final = re.compile("[Dd][Ii][Ss]|[Ww][Aa]|[Nn][Oo]")
"""Without one of these a note of plain letters says nothing of the kind."""
_NO_SUCH: Final = re.compile(r"no (?:more )?([^\W\d_]+)(?: please)?", re.IGNORECASE)


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


NO_POLICY: Final = PolicyReading()
_NO_ADDRESS: Final = (
    (re.compile(r"\+?[\d\s()/.-]{6,}$"), "a telephone number"),
    (re.compile(r"(?:https?://|www\.)\S+$", re.IGNORECASE), "a web address"),
)
"""What often stands where an address should."""


@lru_cache(maxsize=REMEMBERED)
def read_company(text: str) -> str:
    """A company's name as it is written. Raises CellError where there is none, or none that can be told from another."""
    name = read_name(text)
    is_none = name is not None and (fold(name) in _NO_COMPANY or (says_nothing(name) and bool(company_key(name))))
    if name is None or is_none or not name.strip("-–—_."):
        said = f"“{clean(text)}” is no company. " if clean(text) else ""
        raise CellError(
            f"{said}Without a company we can’t make sure colleagues get different gifts.", code="company_missing"
        )
    if not company_key(name):
        raise CellError(
            f"“{name}” contains no letter or digit, so we can’t tell which company it is.",
            code="company_unreadable",
        )
    return name


def read_email(text: str) -> str:
    """A mail address in the form that servers understand, its domain in ASCII; nothing is looked up.

    Letters beyond ASCII before the @ need a server that carries them: they are taken where HANDPICKED_SMTP_UTF8 says so of ours.
    Raises CellError where there is none, or none that a mail could reach.
    """
    if (
        (usual := _USUAL_ADDRESS.fullmatch(text))
        and len(usual["local"]) <= _LOCAL_MOST
        and not is_word_for_nothing(text)
    ):
        checked = _checked_domain(usual["domain"])
        if checked is not None:
            return f"{usual['local']}@{checked}"
    address = clean(text)
    if not address or says_nothing(address):
        said = f"“{address}” is no address. " if address else ""
        raise CellError(f"{said}We need an email address to tell this person about their gift.", code="email_missing")
    if (other := next((what for pattern, what in _NO_ADDRESS if pattern.match(address)), None)) is not None:
        raise CellError(
            f"“{address[:60]}” is {other}, not an email address. Enter the person’s work email.", code="email_invalid"
        )
    if (usual := _USUAL_ADDRESS.fullmatch(address)) and len(usual["local"]) <= _LOCAL_MOST:
        checked = _checked_domain(usual["domain"])
        if checked is not None:
            return f"{usual['local']}@{checked}"
    local, at, domain = address.rpartition("@")
    try:
        plain = f"{local}@{_ascii_domain(domain)}" if at else address
        # The reserved domains of RFC 2606 are what samples and tests are made of, so they are let through.
        known = validate_email(
            plain,
            check_deliverability=False,
            test_environment=True,
            allow_smtputf8=settings().smtp_utf8,
            strict=True,
        )
    except EmailNotValidError as error:
        return _reserved_or_refused(address, error)
    return f"{known.local_part}@{known.ascii_domain}"


@lru_cache(maxsize=REMEMBERED)
def _checked_domain(domain: str) -> str | None:
    """The domain as servers write it, where an address of plain letters before it would be taken; None where it needs a closer
    look. Colleagues share it, and looking at it is most of the work."""
    try:
        return validate_email(f"a@{domain}", check_deliverability=False, test_environment=True).ascii_domain
    except EmailNotValidError:
        return None


def _ascii_domain(domain: str) -> str:
    """`bücher.example` as `xn--bcher-kva.example`: the only form in which every server takes mail."""
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError as error:
        raise EmailSyntaxError(f"The part after the @ is not a domain: {error}") from None


def _reserved_or_refused(address: str, error: EmailNotValidError) -> str:
    local, _, domain = address.rpartition("@")
    plain = f"{local}@{_ascii_or_as_it_is(domain)}"
    if _RESERVED.fullmatch(plain) and len(local) <= _LOCAL_MOST:
        return plain
    if local and not local.isascii():
        raise CellError(
            "Our mail server can’t send to an address with these characters before the @. Enter it in plain letters.",
            code="email_invalid",
        )
    raise CellError(f"This is not an email address: {error}", _likely_address(address), code="email_invalid")


def _ascii_or_as_it_is(domain: str) -> str:
    try:
        return _ascii_domain(domain)
    except EmailSyntaxError:
        return domain


def _likely_address(text: str) -> str | None:
    """The address that is likely meant: out of "Ada <ada@x.com>", with one @, with its dots."""
    if found := re.search(r"[<(\[]\s*(?:mailto:)?([^\s<>()\[\]]+@[^\s<>()\[\]]+)\s*[>)\]]", text):
        likely = found[1]
    else:
        likely = re.sub(r"\s*(\(at\)|\[at\]| at )\s*", "@", text.removeprefix("mailto:"), flags=re.IGNORECASE)
        likely = re.sub(r"@+", "@", likely.replace(",", ".").replace(" ", "")).strip(".;:")
    return likely if likely != text and re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", likely) else None


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    names: dict[str, str] = {}
    listed = cldr_names("languages")
    for named in listed.values():
        for code, name in named.items():
            names.setdefault(fold(name), code)
    for language in LOCALES:
        names[fold(listed[language][language])] = language
    return names


@lru_cache(maxsize=REMEMBERED)
def read_locale(text: str, country: str) -> str:
    """The person's language (BCP 47) as the list names it, whether we ship it or not; where it names none, the country's, else
    English. Whoever reads another is written to in English and told so on their page."""
    wish = clean(text)
    if not wish:
        return _COUNTRY_LOCALE.get(country, "en")
    code = _language_names().get(fold(wish)) or wish.replace("_", "-")
    language = code.split("-", 1)[0].lower()
    if language in LOCALES:
        return language
    return "en" if says_nothing(wish) else canonical(code) or "en"


@lru_cache(maxsize=1_024)
def read_policy(text: str) -> PolicyReading:
    """A company's gift policy: parts divided by semicolons, each one of `no gifts`, `no food`, `no alcohol`,
    `consumables only`, `public sector`, `max 25 EUR`, `max 100 EUR a year`. Raises CellError for any other."""
    flags: dict[str, bool] = {}
    caps: dict[str, int] = {}
    for part in filter(None, (clean(piece).lower() for piece in re.split(r"[;\n]", text))):
        if part in _POLICIES:
            flags[part.replace(" ", "_")] = True
        elif found := _CAP.fullmatch(part):
            name = "yearly_cap_minor" if found["yearly"] else "cap_minor"
            caps[name] = int(found["whole"]) * 100 + int((found["part"] or "0").ljust(2, "0"))
        elif part not in {"none", "-"} and not says_nothing(part):
            raise CellError(
                f"“{part}” isn’t a policy we recognise. Use: no gifts; no food; no alcohol; consumables only; public sector; "
                "max 25 EUR; max 100 EUR a year.",
                code="policy_unknown",
            )
    return PolicyReading(
        **flags,
        cap_minor=caps.get("cap_minor"),
        yearly_cap_minor=caps.get("yearly_cap_minor"),
        currency="EUR" if caps else None,
    )


@lru_cache(maxsize=REMEMBERED)
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


@lru_cache(maxsize=REMEMBERED)
def read_has_already(notes: str) -> tuple[str, ...]:
    """Things a note says the person has: `already has: mug, blanket`. Other notes are kept out; a note is not a fact."""
    if ":" not in notes:
        return ()
    found = re.search(r"already has\s*:\s*([^.;]+)", clean(notes), re.IGNORECASE)
    return tuple(fold(word) for word in found[1].split(",") if word.strip()) if found else ()


@lru_cache(maxsize=REMEMBERED)
def read_dislikes(notes: str) -> tuple[str, ...]:
    """Things a note says the person does not want: `dislikes: mugs, wine`, `no mugs`. Others exclude nothing."""
    if notes.isascii() and _MAY_DISLIKE.search(notes) is None:
        return ()
    note = clean(notes)
    words = [word for said in _UNWANTED.findall(note) for word in said.split(",")]
    # "No mugs" stands alone between two marks; "no longer with us" says something else.
    words += [said[1] for part in re.split(r"[.,;]", note) if (said := _NO_SUCH.fullmatch(part.strip()))]
    return tuple(dict.fromkeys(fold(word) for word in words if word.strip()))


def read_adult(text: str) -> bool | None:
    """Whether the person is 18 or over; None where the cell says nothing."""
    age = read_age_from(text)
    if age is not None:
        return age >= _ADULT
    return False if fold(text) in _NOT_ADULT else None


@lru_cache(maxsize=1_024)
def read_age_from(text: str) -> int | None:
    """The age in years that the person has reached for certain: 18 for "yes", 21 for "21+", 25 for "25" and for "25-34".

    None where the cell says nothing, or only that somebody is younger. Raises CellError for what says neither.
    """
    word = fold(text)
    if word in _IS_ADULT:
        return _ADULT
    if word in _NOT_ADULT or word in {"", "unknown"} or says_nothing(text):
        return None
    if found := _AGE.fullmatch(word):
        return int(found["age"])
    raise CellError(
        f"“{clean(text)}” doesn’t say how old the person is, or whether they are 18 or over. Enter yes, no or an "
        "age, or leave it empty.",
        code="adult_unknown",
    )


@lru_cache(maxsize=1_024)
def read_relationship(text: str, *, is_ours: bool = True) -> Relationship | None:
    """What the company is to the sender: prospect, customer or partner; None where the cell says nothing.

    `is_ours`: the column is headed as ours. Of another system's column only what is known is taken.
    """
    return one_of(text, _RELATIONSHIPS, ("how the company is related to you", "relationship_unknown"), is_ours=is_ours)


@lru_cache(maxsize=1_024)
def read_lifecycle(text: str, *, is_ours: bool = True) -> Lifecycle | None:
    """Where a customer stands: new, active, renewal or lapsed; None where the cell says nothing. `is_ours` as above."""
    return one_of(text, _LIFECYCLES, ("which stage the customer is at", "lifecycle_unknown"), is_ours=is_ours)


@lru_cache(maxsize=1_024)
def read_account_value(text: str, *, is_ours: bool = True) -> AccountValue | None:
    """What the company is worth to the sender: low, middle or high; None where the cell says nothing. `is_ours` as above."""
    meaning = ("how much the account is worth to you", "account_value_unknown")
    return one_of(text, _ACCOUNT_VALUES, meaning, is_ours=is_ours)


def one_of(
    text: str, answers: Mapping[Answer, Sequence[str]], meaning: tuple[str, str], *, is_ours: bool
) -> Answer | None:
    """The answer that a cell means; None where it says nothing. `meaning`: what it would say, and the code of not saying it. Raises
    CellError where it says something else in a column of ours."""
    word = fold(text)
    if word in {"", "unknown", "other", "n a"} or says_nothing(text):
        return None
    known = {said: answer for answer, words in answers.items() for said in words}
    if word in known:
        return known[word]
    if not is_ours:
        return known.get(word.split()[0])  # "Customer - Direct", and never "Non-customer"
    close = get_close_matches(word, known, n=1, cutoff=ONE_LETTER_OF_SIX)
    raise CellError(
        f"“{clean(text)}” doesn’t say {meaning[0]}. Enter {', '.join(answers)}, or leave it empty.",
        known[close[0]] if close else None,
        code=meaning[1],
    )
