"""Which column of an upload is which, by the headings that customer systems write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, Literal, get_args

from service.errors import InvalidInput

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
]
REQUIRED: Final[tuple[Field, ...]] = ("company", "email", "country")
TITLES: Final[dict[Field, str]] = {
    "company": "Company",
    "given_name": "First name",
    "family_name": "Last name",
    "full_name": "Name",
    "email": "Work email",
    "country": "Country",
    "city": "City",
    "locale": "Language",
    "diet": "Dietary / allergies",
    "interests": "Interests",
    "notes": "Notes",
    "away_from": "Away from",
    "away_to": "Away to",
    "policy": "Gift policy",
    "job_title": "Job title",
    "adult": "18 or over",
    "relationship": "Relationship",
    "lifecycle": "Customer stage",
}
_HEADINGS: Final[dict[Field, tuple[str, ...]]] = {
    "company": (
        "company",
        "account",
        "account name",
        "company name",
        "organisation",
        "organization",
        "firma",
        "компания",
    ),
    "given_name": ("first name", "given name", "firstname", "forename", "vorname", "jmeno", "имя"),
    "family_name": ("last name", "family name", "surname", "lastname", "nachname", "prijmeni", "фамилия"),
    "full_name": ("name", "full name", "contact", "contact name"),
    "email": ("work email", "email", "e mail", "mail", "email address", "business email"),
    "country": ("country", "land", "country region", "zeme", "страна"),
    "city": ("city", "town", "ort", "mesto", "город"),
    "locale": ("language", "locale", "preferred language", "sprache", "jazyk", "язык"),
    "diet": (
        "dietary / allergies",
        "diet",
        "dietary",
        "allergies",
        "dietary requirements",
        "diet allergies",
        "dietary allergies",
    ),
    "interests": ("interests", "hobbies", "likes", "interest"),
    "notes": ("notes", "note", "comment", "comments"),
    "away_from": ("away from", "ooo from", "out of office from", "absent from"),
    "away_to": ("away to", "away until", "ooo to", "out of office until", "absent until"),
    "policy": ("gift policy", "policy", "account gift policy", "company gift policy"),
    "job_title": ("job title", "title", "position", "role"),
    "adult": ("18 or over", "adult", "18+", "over 18", "age check", "is adult"),
    "relationship": ("relationship", "account type", "relation", "vztah", "отношение"),
    "lifecycle": ("customer stage", "stage", "lifecycle", "lifecycle stage", "account stage", "customer status"),
}


def fold(text: str) -> str:
    """Lower case, no accents, single spaces, no punctuation: for comparing headings and names, never for showing."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))
    return re.sub(r"[^\w+]+", " ", bare).strip()


_FIELD_OF: Final[dict[str, Field]] = {
    fold(heading): name for name in get_args(Field) for heading in (*_HEADINGS[name], TITLES[name])
}


def find_columns(header: Sequence[str]) -> dict[Field, int]:
    """Field -> column index. Unknown columns are left alone. Raises InvalidInput that names missing or doubled columns."""
    found: dict[Field, int] = {}
    for index, heading in enumerate(header):
        name = _FIELD_OF.get(fold(heading))
        if name is None:
            continue
        if name in found:
            raise InvalidInput(
                f"Two columns, {header[found[name]]!r} and {heading!r}, both look like “{TITLES[name]}”. Keep one.",
                param="file",
            )
        found[name] = index
    missing = [TITLES[name] for name in REQUIRED if name not in found]
    if missing:
        raise InvalidInput(
            f"There is no column for {' and '.join(missing)}. The first row must hold the headings, "
            "for example: Company, First name, Last name, Work email, Country.",
            param="file",
        )
    return found
