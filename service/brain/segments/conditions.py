"""What a segment may ask of people. Nothing about diet, allergies, faith, health or privacy is among it, whoever
said it (rule 13)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from service.brain.events.models import DEVICES, ENTRIES
from service.brain.events.on_page import PAGES
from service.brain.offers.texts import LANGUAGES
from service.errors import InvalidInput
from service.recipients.questions import FORMER_MOTIVES, MOTIVES

What = Literal["country", "stage", "value", "language", "entry", "told", "device", "behaviour"]
WHATS: Final[tuple[What, ...]] = get_args(What)
LIFECYCLES: Final = ("new", "active", "renewal", "lapsed")
RELATIONSHIPS: Final = ("prospect", "customer", "partner")
TOLD_KINDS: Final = ("interest", "motive")
"""The only kinds of facts that are asked for: what somebody likes, and their answer to the first question."""
BEHAVIOUR: Final = ("came_back", "pressed_offer", "looked_at_prices", *(f"looked_at_{page}" for page in sorted(PAGES)))
BY_NAME: Final[frozenset[What]] = frozenset({"country", "stage", "value", "language"})
"""What staff see of each person by name anyway; everything else is only ever counted in fours."""
MOST_CONDITIONS: Final = 4
MOST_CODES: Final = 40
_VALUE: Final = re.compile(r"(over|under)-[0-9]{1,9}-[A-Z]{3}")
_TOLD: Final = re.compile(r"interest:[a-z][a-z0-9_]{0,39}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds for whoever has any of the codes. `value`: `over-50000-EUR`, what their company bought within a year, in whole units;
    `told`: `interest:running` or `motive:sport`."""

    what: What
    any: tuple[str, ...]

    @property
    def is_by_name(self) -> bool:
        """Whether staff see it of each person anyway."""
        return self.what in BY_NAME


def are_by_name(conditions: Iterable[Condition]) -> bool:
    """Whether staff see of each person anyway whether they meet all of them."""
    return all(one.is_by_name for one in conditions)


def read_conditions(given: Iterable[tuple[str, str]]) -> tuple[Condition, ...]:
    """Conditions from pairs of what is asked and codes with commas between; pairs without codes are left out. In one
    order, each once.

    Raises InvalidInput with `param` = the condition for anything that is not asked.
    """
    found: dict[What, tuple[str, ...]] = {}
    for what, text in given:
        codes = tuple(dict.fromkeys(code for code in map(str.strip, text.split(",")) if code))
        if not codes:
            continue
        if what not in WHATS:
            raise InvalidInput(
                "Choose value, country, stage, language, entry, what people told us, device or behaviour. Diet, allergies, "
                "faith and health can’t be used, whoever told us.",
                param="what",
            )
        known: What = what
        if known in found:
            raise InvalidInput(f"Ask for the {what} once, with commas between.", param=what)
        if len(codes) > MOST_CODES:
            raise InvalidInput(f"Use at most {MOST_CODES} values in one condition.", param=what)
        found[known] = tuple(sorted({_code(known, code) for code in codes}))
    if not found:
        raise InvalidInput("Add at least one condition.", param="what")
    if len(found) > MOST_CONDITIONS:
        raise InvalidInput(f"Use at most {MOST_CONDITIONS} conditions.", param="what")
    return tuple(Condition(what, found[what]) for what in WHATS if what in found)


def as_rows(conditions: Sequence[Condition]) -> list[dict[str, Any]]:
    """As a segment's row keeps them."""
    return [{"what": one.what, "any": list(one.any)} for one in conditions]


def of_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """The same back."""
    return tuple(Condition(row["what"], tuple(row["any"])) for row in rows)


def _code(what: What, code: str) -> str:
    """One code as it is kept. Raises InvalidInput."""
    if what == "country":
        return _require(code.upper(), bool(_COUNTRY.fullmatch(code.upper())), what, "two letters, such as CZ")
    if what == "value":
        upper = code.lower()[: code.find("-")] + code[code.find("-") :].upper()
        return _require(upper, bool(_VALUE.fullmatch(upper)), what, "such as over-50000-EUR")
    code = code.lower()
    if what == "told":
        is_motive = code.removeprefix("motive:") in {*MOTIVES, *FORMER_MOTIVES} and code.startswith("motive:")
        return _require(
            code, is_motive or bool(_TOLD.fullmatch(code)), what, "such as interest:running or motive:sport"
        )
    known = _CODES[what]
    return _require(code, code in known, what, f"one of {', '.join(known)}")


_CODES: Final[Mapping[str, Sequence[str]]] = {
    "stage": (*LIFECYCLES, *RELATIONSHIPS),
    "language": LANGUAGES,
    "entry": ENTRIES,
    "device": DEVICES,
    "behaviour": BEHAVIOUR,
}


def _require(code: str, is_right: bool, what: What, like: str) -> str:
    if not is_right:
        raise InvalidInput(f"“{code[:40]}” can’t be asked of the {what}. Write {like}.", param=what)
    return code
