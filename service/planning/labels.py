"""Codes as the console says them: reasons, holds, facts, states of gifts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Final

from service.config import ASSETS
from service.gifting.find import has_lapsed
from service.gifting.hold import ASKING
from service.gifting.models import RecipientGift, is_chosen_again
from service.gifting.stop import AFTER_YES
from service.gifting.transitions import TERMINAL
from service.recipients.models import Recipient

CHOSEN_AGAIN: Final = "chosen_again"
"""What the sender is told of a gift that was stopped, or is asked about, after a yes: why is between us and the person."""
WANTS_NONE: Final = "unsubscribed"
"""Stands for the reason of somebody who wants no more gifts: to a plan they are as one whose company accepts none."""
GONE: Final = "erased"
"""The same of somebody who was erased."""
NO_GIFT: Final = ("No gift was found", "Nothing in the catalogue can be given to them at the moment.")
"""Where no single reason was written down."""
HOLDS: Final[Mapping[str, tuple[str, str]]] = {
    "dietary_unknown": (
        "We don’t know what they eat",
        "Nothing left is safe for someone whose needs we don’t know. We choose as soon as they answer.",
    ),
    "age_check_required": (
        "Waiting to confirm age",
        "The remaining gifts have an age limit, and we don’t know whether this person has reached it.",
    ),
    "away": (
        "Away",
        "Only perishable gifts are left and they would be away, or we don’t know when they are back.",
    ),
    "insufficient_funds": ("Not enough budget", "Raise the budget or allow a wider price range."),
    "out_of_stock": ("Out of stock", "Everything suitable is gone. Add stock or products."),
    "recipient_spend_limit": ("Over their limit", "Their company limits what one person can receive."),
    "policy_blocked": (
        "No gift for them",
        "Their company’s rules don’t allow it, or they want no gifts. You can’t change this.",
    ),
    "region_unavailable": ("Can’t deliver there", "No gift in the catalogue can be delivered to their country."),
    CHOSEN_AGAIN: ("Being chosen again", "They had said yes. You don’t need to do anything."),
    "address_unconfirmed": ("Waiting for an address", "The delivery address needs to be confirmed."),
    "product_halted": ("Being checked", "Someone is checking this gift. The order goes on by itself afterwards."),
    "quiet": ("Quiet by rule", "Nothing goes to them for now. It goes on by itself when that ends."),
    "second_approval": (
        "Waiting for a second person",
        "Their address or job title suggests limits of their own. A second person looks at the gift first.",
    ),
    "font_missing": (
        "Missing font",
        "Some letters in this name can’t be displayed yet. Install the font and try again.",
    ),
}
"""Hold reason -> (state in words, what it means)."""
LACKS: Final[Mapping[str | None, str]] = {
    "stock": "none is left of the gifts that would suit",
    "colleagues": "colleagues keep every gift that would suit, and colleagues never get the same one",
    "money": "the gifts that would suit cost more than what’s left of the budget",
    "pieces": "as many items as anyone gets are kept for more likely answers",
    None: "no gift here suits any likely answer",
}
"""Why something is not set aside for somebody who is asked, as a clause."""
UNMATCHED: Final[Mapping[str, tuple[str, str]]] = {
    "policy_blocked": (
        "No gift for them",
        "Their company doesn’t accept gifts like these, or they asked for none. You can’t change this.",
    ),
    WANTS_NONE: (
        "They want no gifts",
        "They asked for no more gifts from you. You can’t change this.",
    ),
    GONE: ("Erased", "They asked us to delete everything about them. They get no more gifts."),
    "region_unavailable": ("Can’t deliver there", "No gift in the price range can be delivered to their country."),
    "not_prepaid": (
        "They’d have to pay at the door",
        "For every gift in the price range, a delivery rate is missing or duty would be due at their door.",
    ),
    "over_cap": (
        "Their limit is too low",
        "Every gift in the price range costs more than they may accept, or than suits their customer stage. Lower the range.",
    ),
    "outside_band": ("Nothing in the price range", "Widen the price range."),
    "out_of_stock": ("Out of stock", "Everything suitable is gone. Add stock or products."),
    "insufficient_funds": ("Not enough budget", "Raise the budget."),
    "taken_in_account": (
        "Colleagues already have the suitable gifts",
        "Add products, so that each colleague can have a different one.",
    ),
}
"""First reason -> (state in words, what can be done)."""
STATES: Final[Mapping[str, tuple[str, str]]] = {
    "draft": ("wait", "Planned"),
    "pending_approval": ("held", "Waiting for approval"),
    "scheduled": ("wait", "Scheduled"),
    "created": ("run", "Being made"),
    "notified": ("run", "Invited"),
    "opened": ("run", "Opened"),
    "accepted": ("ok", "Accepted"),
    "donated": ("ok", "Donated"),
    "declined": ("off", "Declined"),
    "expired": ("off", "No answer"),
    "canceled": ("off", "Cancelled"),
    "ordered": ("ok", "Ordered"),
    "shipped": ("ok", "On its way"),
    "delivered": ("ok", "Delivered"),
    "returned": ("need", "Returned"),
    "failed": ("stop", "Failed"),
}
"""Gift status -> (kind of state, word)."""
LAPSED: Final = ("off", "Said yes, couldn’t be sent")
"""What an expired gift is called whose person had accepted it."""
NOT_MAILED: Final = ("wait", "Not emailed")
"""What a gift is called whose invitation is written and was sent nowhere: there is no mail server, or it is a sandbox's."""
KINDS: Final[Mapping[str, str]] = {
    "microsite": "Gift pages",
    "statement": "Statements",
    "poster": "Film stills",
    "video": "Films",
    "video_square": "Films for phones",
    "mail": "Invitations",
}
FACTS: Final[Mapping[str, str]] = {
    "diet": "Diet",
    "allergen": "Avoids",
    "material": "Avoids (material or scent)",
    "interest": "Likes",
    "dislike": "Doesn’t want",
    "has_already": "Has already",
    "away": "Away",
    "adult": "18 or over",
    "policy": "Company policy",
    "motive": "Motive",
    "taste": "Sweet or savoury",
    "for_whom": "Who a swap was for",
    "size": "Size",
    "channel": "Channel",
    "sound": "How the name sounds",
}
SOURCES: Final[Mapping[str, str]] = {
    "asked": "told us",
    "observed": "seen on the gift page",
    "imported": "from your file",
    "inferred": "a guess",
}


SWAP_LIMITS: Final[Mapping[str, tuple[str, str]]] = {
    "within_20": ("Within 20% of the gift first chosen", ""),
    "within_10": ("Within 10% of the gift first chosen", ""),
    "not_dearer": ("Not dearer than the gift first chosen", "70 to 100% of its price"),
    "none": ("No swaps", ""),
}
"""What each rule for swaps is called, and what is said below it."""
WHY_CHANGED: Final[Mapping[str, str]] = {
    "know_better": "We know what suits them better",
    "occasion": "It fits the occasion better",
    "value": "Its price is more fitting",
    "colleagues": "It goes better with their colleagues’ gifts",
}
"""`override.WHY`, as somebody who changes a gift may say it."""


def no_more(recipient: Recipient) -> str | None:
    """A person's own word that ends all choosing, a key of `UNMATCHED`; None where there is none."""
    return ended_by(recipient.erased_at, recipient.unsubscribed_at)


def ended_by(erased_at: datetime | None, unsubscribed_at: datetime | None) -> str | None:
    """The same from the two columns alone, for a list that loads nothing else."""
    if erased_at is not None:
        return GONE
    return WANTS_NONE if unsubscribed_at is not None else None


def hold_of(gift: RecipientGift) -> str | None:
    """What holds a gift as the sender may know it: a key of `HOLDS`, or None where nothing does, or nothing any more."""
    return held_by(gift.status, gift.hold_reason, gift.stopped_at)


def held_by(status: str, hold_reason: str | None, stopped_at: datetime | None) -> str | None:
    """The same from the three columns alone."""
    if status in TERMINAL:
        return None
    is_asked = status in AFTER_YES and hold_reason in ASKING
    return CHOSEN_AGAIN if is_chosen_again(status, stopped_at) or is_asked else hold_reason


def describe_state(gift: RecipientGift) -> tuple[str, str]:
    """(kind of state, word) of a gift; one that was accepted and could not be sent in time is told apart from no answer, and an
    invitation that stands in the outbox only from one that has left."""
    if gift.status == "notified" and gift.delivery_status == "unsent":
        return NOT_MAILED
    return LAPSED if has_lapsed(gift) else STATES[gift.status]


def describe_hold(gift: RecipientGift) -> tuple[str, str] | None:
    """The same in words: (state, what it means)."""
    return None if (held := hold_of(gift)) is None else HOLDS[held]


@cache
def _labels() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads((ASSETS / "translations" / "interests.json").read_text("utf-8"))
    return loaded


def describe_interest(key: str) -> str:
    """The interest's English label; what is none, as a thing that somebody has already, stays as it was written."""
    return _labels().get(key, {}).get("en", key)
