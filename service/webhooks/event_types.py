"""Every event that can be told outside, by its public name; which step of a gift is told by which; what an endpoint listens to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, get_args

from service.errors import InvalidInput
from service.gifting.events import EventKind
from service.workspaces.announcements.announce import Kind

_WORDS: Final[Mapping[EventKind, str]] = {
    EventKind.CREATED: "created",
    EventKind.GIVEN: "created",
    EventKind.NOTIFIED: "notified",
    EventKind.OPENED: "opened",
    EventKind.PREFERENCE_ANSWERED: "preference_answered",
    EventKind.SWAPPED: "swapped",
    EventKind.ACCEPTED: "accepted",
    EventKind.DONATED: "donated",
    EventKind.VALUE_DONATED: "donated",
    EventKind.DECLINED: "declined",
    EventKind.UNDONE: "undone",
    EventKind.DONATION_REFUSED: "undone",
    EventKind.ADDRESS_CONFIRMED: "address_confirmed",
    EventKind.EXPIRED: "expired",
    EventKind.CANCELED: "canceled",
    EventKind.BROUGHT_BACK_CREATED: "brought_back",
    EventKind.BROUGHT_BACK_NOTIFIED: "brought_back",
    EventKind.BROUGHT_BACK_OPENED: "brought_back",
    EventKind.BROUGHT_BACK_ACCEPTED: "brought_back",
    EventKind.SUBSTITUTED: "substituted",
    EventKind.STOPPED: "chosen_again",
    EventKind.ACCEPTANCE_STOPPED: "chosen_again",
    EventKind.ORDER_STOPPED: "chosen_again",
    EventKind.RAN_OUT: "chosen_again",
    EventKind.HELD: "held",
    EventKind.HOLD_LIFTED: "hold_lifted",
    EventKind.ORDERED: "ordered",
    EventKind.SHIPPED: "shipped",
    EventKind.DELIVERED: "delivered",
    EventKind.RETURNED: "returned",
    EventKind.LOST: "failed",
    EventKind.FAILED: "failed",
    EventKind.REPLACED: "replaced",
    EventKind.BROKEN: "returned",
    EventKind.SENT_BACK: "returned",
    EventKind.OFFICE_ANSWERED: "office_answered",
}
"""What stands in none of these lines is ours alone: the steps before a launch, the shelf and its pieces."""
OF_GIFTS: Final[Mapping[EventKind, str]] = {kind: f"gift.{word}" for kind, word in _WORDS.items()}
"""Step of a gift -> the event that is told of it."""
TYPES: Final[tuple[str, ...]] = tuple(
    dict.fromkeys((*OF_GIFTS.values(), *sorted(get_args(Kind), key=lambda kind: (not kind.startswith("gift."), kind))))
)
RESOURCES: Final[tuple[str, ...]] = tuple(dict.fromkeys(name.partition(".")[0] for name in TYPES))
EVERYTHING: Final = "*"
PATTERNS: Final[tuple[str, ...]] = (*(f"{name}.*" for name in RESOURCES), *TYPES)
"""What an endpoint may listen to, besides everything."""


def read_events(given: Sequence[str]) -> list[str]:
    """What an endpoint is to listen to, without what another line says already. Raises InvalidInput."""
    wanted = list(dict.fromkeys(one.strip() for one in given if one.strip()))
    if not wanted:
        raise InvalidInput("Choose at least one event.", param="events")
    for one in wanted:
        if one != EVERYTHING and one not in PATTERNS:
            raise InvalidInput(f"“{one[:60]}” isn’t an event.", param="events")
    if EVERYTHING in wanted:
        return [EVERYTHING]
    return [one for one in wanted if one.endswith(".*") or f"{one.partition('.')[0]}.*" not in wanted]


def listens(patterns: Sequence[str], kind: str) -> bool:
    """Whether one of the lines names the event."""
    return EVERYTHING in patterns or kind in patterns or f"{kind.partition('.')[0]}.*" in patterns


def in_words(patterns: Sequence[str]) -> str:
    """As pages say it: "Everything", "gift.* and recipient.unsubscribed"."""
    if EVERYTHING in patterns:
        return "Everything"
    *first, last = patterns
    return f"{', '.join(first)} and {last}" if first else last
