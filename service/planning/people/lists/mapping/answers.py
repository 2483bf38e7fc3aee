"""What somebody said about a list's columns, and what is still to be said: the page asks it, `handpicked check` lists it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from service.planning.people.lists.columns import Columns
from service.planning.people.lists.headings import Field, is_listed, looks_like, search_of
from service.planning.people.lists.mapping.profile import ColumnSeen, Profile
from service.recipients.sources.codes import How
from service.sheets.dates import Order, read_date
from service.sheets.refusals import Question

DAYS: Final[tuple[Field, ...]] = ("away_from", "away_to")
_FOOD_SHARE: Final = 0.5
"""The share of a column's first cells that must be food and nothing else before it looks like a dietary one."""
_FOODS_LEAST: Final = 3
"""So many cells; one or two may have slipped there over a comma, and are told with their row."""
Kind = Literal["food", "name", "address"]
_SAID: Final[dict[Kind, str]] = {"food": "diets or allergies", "name": "a name", "address": "an address"}


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said about a list. Places are column indices from 0, in order.

    `fields`: (column, the field it fills or None for leaving it out), for those that were chosen. `asked`: dietary columns that
    are not imported; people are asked instead. `orders`: (column, what stands first in its dates). `kept`: texts that look broken
    and are right as they stand. `hidden`: whether hidden rows are read too. `is_said`: whether
    somebody has looked at the columns at all. `told`: (column, how, ISO day) of dietary columns whose people told it themselves
    and agreed.
    """

    fields: tuple[tuple[int, Field | None], ...] = ()
    asked: tuple[int, ...] = ()
    orders: tuple[tuple[int, Order], ...] = ()
    kept: frozenset[str] = field(default_factory=frozenset)
    hidden: bool = False
    is_said: bool = False
    told: tuple[tuple[int, How, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """A filled column that fills no field and looks like something that must not be lost or kept without a word."""

    place: int
    kind: Kind
    is_known: bool
    """Whether its heading is one that we know and always leave out, unless somebody says otherwise."""


def undecided(columns: Columns, profile: Profile, answers: Answers) -> list[Undecided]:
    """The columns that somebody has to decide about."""
    said = {place for place, _ in answers.fields}
    found: list[Undecided] = []
    for place in columns.left:
        seen, heading = profile.columns[place], columns.header[place]
        if place in said or place in columns.religion or not seen.filled:
            continue
        kind = _looks_like(heading, seen)
        if kind is not None:
            found.append(Undecided(place, kind, is_listed(heading) and kind != "food"))
    return found


def without_condition(columns: Columns, answers: Answers) -> list[int]:
    """The dietary columns of which nobody has said whether their people told it themselves and agreed, or are to be asked."""
    said = {*columns.asked, *(place for place, _, _ in answers.told)}
    return [place for place in columns.found.get("diet", ()) if place not in said and place not in columns.follow_ups]


def describe_undecided(columns: Columns, profile: Profile, answers: Answers) -> Iterator[Question]:
    """A question for each column of a heading that nobody knows and that has to be decided."""
    for one in undecided(columns, profile, answers):
        if not one.is_known:
            heading = columns.title(one.place)
            yield Question(
                None,
                heading,
                "column_undecided",
                f"“{heading}” looks like {_SAID[one.kind]}, and we don’t know which. We leave it out"
                f"{' and ask each person it may concern about food' if one.kind == 'food' else ''}; say what it is when you "
                "upload the list, or give it one of the headings in the example.",
            )


def find_orders(columns: Columns, profile: Profile, answers: Answers) -> tuple[dict[Field, Order], list[Question]]:
    """Field of a day -> what stands first in its column, and a question for each column that does not tell."""
    fields = [name for name in DAYS if name in columns.found]
    said = dict(answers.orders)
    seen = frozenset[Order]().union(*(profile.columns[columns.found[name][0]].order.seen for name in fields))
    orders: dict[Field, Order] = {}
    told: list[Question] = []
    for name in fields:
        place = columns.found[name][0]
        found = profile.columns[place].order
        if place in said:
            orders[name] = said[place]
        elif not found.is_sure and len(seen) == 1:
            orders[name] = next(iter(seen))  # what one column of an export shows, its neighbour does too
        else:
            orders[name] = found.order
            if not found.is_sure:
                told.append(_describe_order(columns.title(place), found.doubtful, found.order))
    return orders, told


def open_orders(columns: Columns, profile: Profile) -> list[int]:
    """The columns of days whose cells do not tell what stands first."""
    fields = [name for name in DAYS if name in columns.found]
    places = [columns.found[name][0] for name in fields]
    seen = frozenset[Order]().union(*(profile.columns[place].order.seen for place in places))
    return [place for place in places if not profile.columns[place].order.is_sure and len(seen) != 1]


def describe_repairs(profile: Profile, answers: Answers, shown: int) -> Sequence[Question]:
    """What has to be told about letters that were broken."""
    repairs = [one for one in profile.repairs if one.before not in answers.kept]
    if not repairs:
        return ()
    said = "; ".join(f"row {one.number}: “{one.before[:80]}” is read as “{one.after[:80]}”" for one in repairs[:shown])
    rest = profile.repaired - len(profile.repairs) + len(repairs) - shown
    more = f"; and {rest} more" if rest > 0 else ""
    return (
        Question(
            None,
            None,
            "letters_repaired",
            "Another program had garbled some letters in this list, and we corrected "
            f"them. {said[:1].upper()}{said[1:]}{more}.",
        ),
    )


def _looks_like(heading: str, seen: ColumnSeen) -> Kind | None:
    if search_of(heading) == "whole" and seen.looked_at >= _FOODS_LEAST and seen.foods >= _FOOD_SHARE * seen.looked_at:
        return "food"
    return looks_like(heading) if heading else None


def _describe_order(heading: str, doubtful: str, order: Order) -> Question:
    read = read_date(doubtful, order)
    other = read_date(doubtful, "month" if order == "day" else "day")
    return Question(
        None,
        heading,
        "date_order",
        f"Nothing in “{heading}” says whether the day or the month comes first. We read “{doubtful}” as {read}, "
        f"with the {order} first; it could be {other}. If it is, enter these dates as year-month-day.",
    )
