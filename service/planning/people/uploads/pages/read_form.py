"""What the columns' page sends: each column's field, what stands first in dates, which letters are right as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, cast, get_args

from service.errors import InvalidInput
from service.planning.people.lists.headings import Field
from service.planning.people.lists.mapping.answers import Answers
from service.planning.people.uploads.about import About
from service.recipients.sources.codes import HOWS, How
from service.sheets.dates import Order

LEAVE: Final = ""
"""The value of a column that is left out."""
ASK: Final = "ask"
TOLD: Final = "told"
_ORDERS: Final[Mapping[str, Order]] = {"day": "day", "month": "month"}
_FOOD: Final = "food-{}"
_COLUMN: Final = "column-{}"
_ORDER: Final = "order-{}"


def read_columns(form: Mapping[str, str], about: About, before: Answers, today: date) -> Answers:
    """The answers in a form, over those given before. Columns that it does not name stay as they were.

    Raises InvalidInput for a field that there is not, and for a dietary column that is kept without saying how and when its people
    told it.
    """
    known = get_args(Field)
    fields: dict[int, Field | None] = dict(before.fields)
    orders: dict[int, Order] = dict(before.orders)
    asked = set(before.asked)
    told = {place: (how, day) for place, how, day in before.told}
    guess = about.columns(Answers(fields=about.guessed))
    guessed = {place: name for name, places in guess.found.items() for place in places}
    for place in range(len(about.header)):
        value = form.get(_COLUMN.format(place))
        if value is not None:
            if value != LEAVE and value not in known:
                raise InvalidInput("There’s no such field. Choose one from the list.", param=_COLUMN.format(place))
            field = cast("Field", value) if value != LEAVE else None
            if field == guessed.get(place) and place not in dict(about.guessed):
                fields.pop(place, None)
                if field is None:
                    fields[place] = None  # somebody decided about it
            else:
                fields[place] = field
        food = form.get(_FOOD.format(place))
        if food == ASK:
            asked.add(place)
            told.pop(place, None)
        elif food == TOLD:
            asked.discard(place)
            told[place] = _condition(form, place, about.header[place], today)
        order = form.get(_ORDER.format(place))
        if order is not None and order in _ORDERS:
            orders[place] = _ORDERS[order]
        elif order == "out":
            fields[place] = None
    for place, name in about.guessed:
        fields.setdefault(place, name)
    kept = frozenset(
        one.before for number, one in enumerate(about.profile.repairs) if form.get(f"repair-{number}") == "keep"
    )
    hidden = before.hidden or form.get("hidden") == "read"
    return Answers(
        tuple(sorted(fields.items())),
        tuple(sorted(asked)),
        tuple(sorted(orders.items())),
        kept,
        hidden,
        is_said=True,
        told=tuple((place, how, day) for place, (how, day) in sorted(told.items())),
    )


def _condition(form: Mapping[str, str], place: int, heading: str, today: date) -> tuple[How, str]:
    """How and when the people of a dietary column told what they eat."""
    how, day = form.get(f"how-{place}", ""), form.get(f"when-{place}", "")
    if how not in HOWS:
        raise InvalidInput(f"“{heading}”: say how they told you what they eat.", param=f"how-{place}")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise InvalidInput(f"“{heading}”: say on which day they told you.", param=f"when-{place}") from None
    if on > today:
        raise InvalidInput(f"“{heading}”: the day they told you can’t be in the future.", param=f"when-{place}")
    return how, on.isoformat()
