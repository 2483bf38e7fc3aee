"""When stock and money of a gift come to rest where nobody does anything: a line for each state that holds some; `docs/states.md`
is made from it, and the test of endings lives through all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from service.gifting.find import AGAIN_FOR, AWAY_AT_MOST, WAITED_AT_LEAST, WAITED_AT_MOST
from service.gifting.soft_holds import HELD_FOR
from service.gifting.time_away import WORKING_DAYS


@dataclass(frozen=True, slots=True)
class Ending:
    """`state` as people say it, `latest` when it is over at the latest, `becomes` where stock and money are then."""

    state: str
    latest: str
    becomes: str


def _days(length: timedelta) -> str:
    return f"{length.days} days"


ENDINGS: Final = (
    Ending(
        "draft, pending_approval, scheduled, not asked",
        "at once",
        "nothing, because nothing is set aside before launch",
    ),
    Ending(
        "draft, pending_approval, scheduled, asked before anything is chosen",
        "their answer, the end of their gift, or the campaign's end",
        "one of the pieces set aside is their gift, or all are back in stock and the money is released",
    ),
    Ending(
        "draft, pending_approval, scheduled, answered, and nothing is right for them",
        "the campaign's end",
        "the sum that was set aside is donated if its person wants it so, else released",
    ),
    Ending(
        "created, notified, opened",
        "the latest of: the campaign's end, the day until which its person was given time, "
        f"{_days(AGAIN_FOR)} after the gift was last stopped, {WORKING_DAYS} working days after its person is back who was away or "
        f"asked for a pause (no later than {_days(AWAY_AT_MOST)} after the campaign's end); later by all time in which its "
        "person was quiet by rule",
        "expired: stock back, money released",
    ),
    Ending("opened, with other gifts shown", f"{HELD_FOR.seconds // 60} minutes", "the other gifts are back in stock"),
    Ending("accepted, nothing in the way", "the end of the undo window", "ordered: money captured"),
    Ending(
        "accepted, without an address or with an open question about food, whatever else is missing",
        f"the campaign's end, but no sooner than {_days(WAITED_AT_LEAST)} and no later than {_days(WAITED_AT_MOST)} after the yes",
        "expired: stock back, money released; the page and the console say that it could not be sent",
    ),
    Ending(
        "accepted, perishable, and the person is away",
        f"{_days(AWAY_AT_MOST)} after the yes",
        "ordered once they are back, else expired as above",
    ),
    Ending(
        "accepted, no longer safe", "the end of the undo window", "opened: stock back, money released, chosen again"
    ),
    Ending("declined", "the end of the undo window", "declined: stock back, money released"),
    Ending(
        "donated to a charity that its person named, while nobody has said yes to it",
        "the campaign's end, and not before the end of the undo window",
        "expired: stock back, money released; on a no it is opened again for a week at least",
    ),
    Ending("donated", "the end of the undo window", "donated: stock back, money captured"),
    Ending(
        "ordered, shipped",
        "at once",
        "the money is captured; an order that waits for an answer about food is stopped at the campaign's end and chosen again",
    ),
    Ending(
        "an item whose order was stopped or failed, or whose parcel was returned or lost",
        "at once",
        "the money stays captured (for a parcel that left it is refunded straight away) until ops says where the item is: in "
        "stock and refunded, with the supplier and refunded, or written off",
    ),
)
