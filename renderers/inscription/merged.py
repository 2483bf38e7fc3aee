"""What stands on a gift for one person: initials or a short line in the merge language, where the maker can write it.

A picture with a place for it draws `GiftFacts.inscription` there; where there is none, page, statement and pick list say it in
words (`marks.inscribed`). Whoever lacks a value it needs, or a letter in a font we don’t have, gets the same gift without it: an
inscription is never a reason to get nothing, and never what makes two gifts different.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from renderers.context import Person
from renderers.language import names
from renderers.lettering.clusters import clusters
from renderers.lettering.fonts import missing_letters
from renderers.merge import merge, missing

INSCRIPTION_FIELDS: Final = ("initials", "given_name", "full_name", "company")
"""What an inscription may name. Nothing of the sender or the gift: it is the person's own."""
KINDS: Final = ("initials", "line")
"""What a maker can write."""
LONGEST: Final = 60
"""Signs, whatever the maker could fit."""


def inscription_values(person: Person) -> Mapping[str, str | None]:
    """Field -> value, None where it is not known or does not read like what it should be."""
    return {
        "initials": initials(names.usable(person.full_name)),
        "given_name": names.usable(person.given_name),
        "full_name": names.usable(person.full_name),
        "company": names.company_name(person),
    }


def initials(full_name: str | None) -> str | None:
    """The first sign of each part of a name, in its order, as it is written; None for a script that has no initials or no name."""
    if full_name is None:
        return None
    first = [clusters(part)[0] for part in full_name.replace("-", " ").split()]
    # Only letters that come in two sizes are used so: 佐藤美咲 or a name in Arabic or Thai has no initials.
    return (
        "".join(first) if first and all(sign[0].isalpha() and sign.upper() != sign.lower() for sign in first) else None
    )


def inscription_for(copy: str, person: Person, most: int, kinds: Collection[str] = KINDS) -> str | None:
    """What is written for this person in at most so many signs, or None where it cannot be, or where the maker writes nothing of
    its kind: `initials` are the person's alone, all else is a `line`. Raises TemplateError for copy that is not well formed."""
    values = inscription_values(person)
    if missing(copy, values, INSCRIPTION_FIELDS):
        return None
    words = merge(copy, values, INSCRIPTION_FIELDS)
    if not words or "\n" in words or len(clusters(words)) > min(most, LONGEST) or missing_letters(words):
        return None
    return words if ("initials" if words == values["initials"] else "line") in kinds else None
