"""Which column of an upload is which, by the headings that customer systems and people write."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from service.dietary.headings import heading_kind
from service.planning.people.lists.cells.letters import repair
from service.planning.people.lists.headings import (
    Field,
    Search,
    exact_field,
    follows_up,
    near_field,
    plain_heading,
    search_of,
)
from service.sheets.countries import find_country
from service.sheets.read_table import Subject
from service.sheets.refusals import ListRefused, Question
from service.sheets.text import clean
from service.sheets.vocabulary import folded

__all__ = ["MAX_ROWS", "PEOPLE", "REQUIRED", "TITLES", "Columns", "Field", "find_columns", "has_needed"]

MAX_ROWS: Final = 100_000
"""Of a list."""
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
    "account_value": "Account value",
    "motive": "Enjoys most",
    "personal_line": "Personal line",
    "owner": "Owner",
    "basis": "Basis for writing",
    "opted_out": "Opted out of email",
}
JOINED: Final[frozenset[Field]] = frozenset({"diet", "interests", "notes", "policy", "opted_out", "basis"})
"""Fields of which every column counts: what one of them says, another does not take away."""
FIRST_FILLED: Final[frozenset[Field]] = frozenset(
    {"email", "country", "given_name", "family_name", "full_name", "city"}
)
"""Fields of which the next column counts where the better one is empty in a row."""
COUNTED: Final = JOINED | FIRST_FILLED
"""Fields of which more than one column is read."""
_NAME_SOMETHING: Final[tuple[Field, ...]] = (
    "country", "city", "locale", "away_from", "away_to", "adult", "relationship", "lifecycle",
    "account_value", "motive", "personal_line", "basis", "opted_out",
)  # fmt: skip
"""Fields in which plain speech of an allergy or a refusal is heard, whatever else the cell is read as."""
_BY_HAND: Final = 5_000
"""The rank of a column that somebody chose against its heading: behind those whose heading says it."""
_SURE: Final = 0.75
"""The share of a column's filled cells that must look right before it is taken for what they hold."""
_HINTS: Final[Mapping[Field, frozenset[str]]] = {"company": folded("company"), "country": folded("country")}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where everything stands. Places are column indices from 0.

    `found`: field -> its columns, the best first. `free`: columns without a field in which dietary words are looked for.
    `plain`: columns in which something else is named, where only plain speech of an allergy or a refusal counts.
    `religion`: columns that are neither read nor kept. `left`: every column that is not imported, those two among them.
    `follow_ups`: of the dietary columns, those that only go on with the one before ("If yes, which?").
    `asked`: dietary columns that are not imported; whoever has something there is asked.
    `overflow`: columns of anything but names that are not searched whole; unquoted commas push dietary words into them.
    """

    header: tuple[str, ...]
    found: Mapping[Field, tuple[int, ...]]
    free: tuple[int, ...]
    religion: tuple[int, ...]
    left: tuple[int, ...]
    plain: tuple[int, ...]
    overflow: frozenset[int]
    follow_ups: frozenset[int]
    asked: frozenset[int]
    questions: tuple[Question, ...]

    def title(self, place: int) -> str:
        """The heading of a column as written, or what to call one without."""
        return self.header[place] or f"(column {letters(place)})"


def letters(place: int) -> str:
    """A column as spreadsheets name it: 0 is A, 27 is AB."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def has_needed(header: Sequence[str]) -> bool:
    """Whether a line can be the headings: it names the company, the address and the country."""
    known = {found[0] for heading in header if (found := _field(clean(repair(heading))))}
    return known.issuperset(REQUIRED)


def _is_heading(cell: str) -> bool:
    return exact_field(cell) is not None or heading_kind(cell) is not None


PEOPLE: Final = Subject(
    has_needed,
    _is_heading,
    things="your people",
    elsewhere="your people, or what they can’t eat,",
    hidden_one="Nobody in it will be invited.",
    hidden="Nobody in them will be invited.",
    empty_code="no_people",
    most_rows=MAX_ROWS,
)
"""What a list of people is, to whoever reads its file."""


def find_columns(
    header: Sequence[str],
    rows: Sequence[Sequence[str]] = (),
    chosen: Mapping[int, Field | None] | None = None,
    asked: Collection[int] = (),
    *,
    is_whole: bool = True,
) -> Columns:
    """Finds each field's columns. `rows` are looked at only where headings leave a needed field open.

    `chosen`: column -> the field that somebody said it fills, or None for leaving it out; `asked`: the dietary columns of which
    they said that people are asked instead. Raises ListRefused that names what is missing, where the list `is_whole` and nobody
    can be asked for it.
    """
    chosen = chosen or {}
    titles = tuple(clean(repair(heading)) for heading in header)
    ranked: dict[Field, list[tuple[int, int]]] = {}
    religion: list[int] = []
    follow_ups: list[int] = []
    said_otherwise: list[int] = []  # whatever somebody takes them for, what they say about food is heard
    for place, heading in enumerate(titles):
        kind = heading_kind(heading) if heading else None
        field = chosen.get(place)
        if kind != "religion" and place in chosen and field != "diet":
            if kind == "diet" or _is_text(heading):
                said_otherwise.append(place)
            if field is not None:
                known = _field(heading, kind)
                rank = known[1] if known and known[0] == field else _BY_HAND
                ranked.setdefault(field, []).append((rank, place))
        elif place - 1 in (*follow_ups, *(of for _, of in ranked.get("diet", ()))) and follows_up(heading):
            follow_ups.append(place)
            ranked["diet"].append((0, place))
        elif kind == "religion":
            religion.append(place)
        elif field == "diet" and kind != "diet":
            ranked.setdefault("diet", []).append((_BY_HAND, place))
        elif (found := _field(heading, kind)) is not None:
            ranked.setdefault(found[0], []).append((found[1], place))
    found_at = {
        field: tuple(place for _, place in sorted(places, key=None if field not in JOINED else lambda one: one[1:]))
        for field, places in ranked.items()
    }
    guesses = _guess_missing(titles, rows, found_at, religion)
    found_at |= {field: (place,) for field, place in guesses.items()}
    if is_whole:
        require_needed(found_at)
    taken = {place for field, places in found_at.items() for place in (places if field in COUNTED else places[:1])}
    named = {place for places in found_at.values() for place in places}
    left = tuple(place for place in range(len(titles)) if place not in taken)
    open_places = [place for place in left if place not in named and place not in religion]
    free = tuple(dict.fromkeys((*(at for at in open_places if _search(titles[at]) == "whole"), *said_otherwise)))
    told = [describe_guess(field, titles[place], place) for field, place in guesses.items()]
    told += [_describe_religion(titles[place]) for place in religion]
    plain = {place for place in open_places if _search(titles[place]) == "plain"}
    plain |= {place for field in _NAME_SOMETHING for place in found_at.get(field, ())}
    searched = {*free, *religion, *found_at.get("diet", ()), *found_at.get("notes", ()), *found_at.get("interests", ())}
    overflow = {place for place in range(len(titles)) if place not in searched and not _is_name(place, found_at)}
    return Columns(
        titles,
        found_at,
        free,
        tuple(religion),
        left,
        tuple(sorted(plain)),
        frozenset(overflow),
        frozenset(follow_ups),
        frozenset(place for place in found_at.get("diet", ()) if place in asked),
        tuple(told),
    )


def require_needed(found: Collection[Field]) -> None:
    """Raises ListRefused that names the needed fields that are not among those found."""
    missing = [TITLES[field] for field in REQUIRED if field not in found]
    if missing:
        raise ListRefused("columns_missing", _describe_missing(missing))


def _is_text(heading: str) -> bool:
    """Whether a heading says that people write sentences there."""
    known = exact_field(heading) if heading else None
    return known is not None and known[0] in JOINED - {"opted_out", "basis"}


def _is_name(place: int, found: Mapping[Field, tuple[int, ...]]) -> bool:
    """Whether somebody's or some company's name stands there, which may be any word."""
    return any(place in found.get(field, ()) for field in ("company", "given_name", "family_name", "full_name"))


def _search(heading: str) -> Search:
    return search_of(heading) if heading else "whole"


def _field(heading: str, kind: str | None = None) -> tuple[Field, int] | None:
    """The field of a heading and how good a match it is; smaller is better, and what is only near comes after all others."""
    if not heading:
        return None
    if (exact := exact_field(heading)) is not None:
        return exact
    if kind == "diet":
        return "diet", 500
    near = near_field(heading)
    return (near[0], near[1] + 1_000) if near else None


def _describe_missing(missing: Sequence[str]) -> str:
    lacking = f"Missing column: {' and '.join(missing)}."
    if missing == [TITLES["country"]]:
        return (
            f"{lacking} It decides what can be delivered, and no other column says it for "
            "certain. Add a column headed “Country” "
            "with each person’s country, and upload the list again."
        )
    return (
        f"{lacking} The first row must hold the headings, "
        "for example: Company, First name, Last name, Work email, Country."
    )


def _guess_missing(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    found: Mapping[Field, tuple[int, ...]],
    religion: Sequence[int],
) -> dict[Field, int]:
    """Needed field -> the one column that can only be it, by a word of its heading and by what its cells hold."""
    open_places = [place for place in range(len(titles)) if place not in religion]
    open_places = [place for place in open_places if not any(place in places for places in found.values())]
    guesses: dict[Field, int] = {}
    for field, fits in _FITS.items():
        if field in found:
            continue
        hints = _HINTS.get(field)
        likely = [
            place
            for place in open_places
            if (hints is None or hints & set(plain_heading(titles[place]).split())) and _holds(rows, place, fits)
        ]
        if len(likely) == 1:
            guesses[field] = likely[0]
            open_places.remove(likely[0])
    return guesses


def _holds(rows: Sequence[Sequence[str]], place: int, fits: Callable[[str], bool]) -> bool:
    cells = [clean(row[place]) for row in rows if place < len(row) and row[place].strip()]
    return bool(cells) and sum(map(fits, cells)) >= _SURE * len(cells)


def _is_address(text: str) -> bool:
    local, at, domain = text.partition("@")
    return bool(local and at and "." in domain and " " not in text)


def _is_country(text: str) -> bool:
    return find_country(text) is not None


def _is_company(text: str) -> bool:
    return "@" not in text and any(letter.isalpha() for letter in text)


_FITS: Final[dict[Field, Callable[[str], bool]]] = {
    "email": _is_address,
    "country": _is_country,
    "company": _is_company,
}


def describe_guess(field: Field, heading: str, place: int) -> Question:
    """That a needed column was known by its cells alone."""
    named = f"“{heading}”" if heading else f"{letters(place)}, which has no heading,"
    return Question(
        None,
        heading or None,
        "column_guessed",
        f"No heading says “{TITLES[field]}”. We read the column {named} as that, based on its cells.",
    )


def _describe_religion(heading: str) -> Question:
    return Question(
        None,
        heading,
        "religion_not_read",
        f"We don’t read “{heading}”: we never read, keep or guess anyone’s religion. Ask people what they eat "
        "instead. Anyone with something in that column and no diet of their own is asked about food on the gift "
        "page.",
    )
