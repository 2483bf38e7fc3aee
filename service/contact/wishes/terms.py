"""What a person's wishes mean for a message: whether its topic is refused, and until when days, hours and a pause hold it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Final, Literal

from service.contact.quiet_hours import BEGINS, ENDS, quiet_until, zones_of
from service.contact.rules import Purpose
from service.recipients.wishes.wishes import Topic, Wishes

Channel = Literal["mail", "text", "card", "link", "none"]
"""Ways a message may come by. `text`: to the number that the person gave.
`link`: only what a colleague of the giver's brings themselves; `none`: nothing at all."""
Asked = Literal["asked_pause", "quiet_day", "own_hours"]
TOPIC_OF: Final[Mapping[Purpose, Topic]] = {
    "invitation": "gift",
    "question": "gift",
    "reminder": "reminder",
    "delivery_news": "parcel",
    "how_is_it": "how_is_it",
    "welcome": "welcome",
}
"""What each message is about, as people choose it. What they asked for themselves and what is about their safety has no topic."""
FITS: Final[Mapping[Channel, frozenset[str]]] = {
    "mail": frozenset({"mail"}),
    "text": frozenset({"text"}),
    "card": frozenset({"card", "link"}),
    "link": frozenset({"mail", "link"}),
    "none": frozenset(),
}
"""Way that a message would take -> what its person may have chosen."""


def is_refused(wishes: Wishes, purpose: Purpose) -> bool:
    """Whether they want nothing about this; also where it cannot be read what they want nothing about."""
    topic = TOPIC_OF.get(purpose)
    return topic is not None and (topic in wishes.refused or not wishes.is_readable)


def waits(wishes: Wishes, country: str, at: datetime, *, has_hours: bool) -> Iterator[tuple[Asked, datetime]]:
    """What holds a message back at a moment, each with the moment (UTC) at which it ends. Days are those of every zone that the
    person's country (ISO 3166 alpha-2) has."""
    pause = wishes.pause_until
    if pause is not None:
        begins = max(datetime.combine(pause, time(), zone) for zone in zones_of(country)).astimezone(at.tzinfo)
        if at < begins:
            yield "asked_pause", begins
    days = [at.astimezone(zone) for zone in zones_of(country)]
    quiet = [day for day in days if day.weekday() in wishes.quiet_days]
    if quiet:
        yield "quiet_day", max(_next_day(day) for day in quiet).astimezone(at.tzinfo)
    own = (max(ENDS, time(wishes.not_before)), min(BEGINS, time(wishes.not_after)))
    if has_hours and own != (ENDS, BEGINS) and (later := quiet_until(country, at, *own)) is not None:
        yield "own_hours", later


def _next_day(day: datetime) -> datetime:
    return datetime.combine(day.date() + timedelta(days=1), time(), day.tzinfo)
