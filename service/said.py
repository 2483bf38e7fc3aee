"""Words for codes: what a person reads in console, terminal or a refusal where a table holds a code. One table; a code whose words
are missing is an error of ours and is caught by `tests/house/test_codes.py`, never printed with its underscores taken out.

What stands on a page with an explanation beside it (holds, reasons, incidents) has its words where it is explained.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from service.config import ASSETS

STATES: Final[Mapping[str, str]] = {
    "draft": "planned",
    "pending_approval": "waiting for approval",
    "scheduled": "scheduled",
    "created": "being made",
    "notified": "invited",
    "opened": "opened",
    "accepted": "accepted",
    "donated": "donated",
    "declined": "declined",
    "expired": "closed without an answer",
    "canceled": "cancelled",
    "ordered": "ordered",
    "shipped": "on its way",
    "delivered": "delivered",
    "returned": "returned",
    "failed": "failed",
}
"""Status of a gift, as it stands in a sentence: "This gift is on its way"."""
ACTS: Final[Mapping[str, str]] = {
    "submit": "ask for approval",
    "unsubmit": "take the request back",
    "schedule": "schedule",
    "choose": "choose a gift",
    "launch": "launch",
    "set_aside": "set a choice aside",
    "free_aside": "free what was set aside",
    "keep_value": "keep the sum for a donation",
    "donate_value": "donate the value",
    "return_value": "set the value aside again",
    "notify": "invite",
    "open": "open",
    "swap": "swap",
    "substitute": "choose another gift",
    "stop": "stop",
    "give": "give another gift",
    "accept": "accept",
    "donate": "donate",
    "decline": "decline",
    "undo": "undo",
    "refuse_donation": "refuse the charity",
    "order": "order",
    "settle_donation": "settle the donation",
    "settle_decline": "settle the decline",
    "expire": "close",
    "cancel": "cancel",
    "bring_back_planned": "bring back",
    "bring_back_created": "bring back",
    "bring_back_notified": "bring back",
    "bring_back_opened": "bring back",
    "bring_back_accepted": "bring back",
    "ship": "send",
    "deliver": "deliver",
    "return": "take back",
    "lose": "report as lost",
    "fail": "report as failed",
    "replace": "send another one",
    "break": "report as broken",
    "send_back": "take back",
    "stop_accepted": "stop",
    "stop_ordered": "stop",
    "run_out": "report as not there to pack",
    "shelve_piece": "put the item back in stock",
    "send_piece_back": "send the item back",
    "write_off_piece": "write the item off",
}
"""Step of `gifting/transitions`, as a button would call it."""
CATEGORIES: Final[Mapping[str, str]] = {
    "audio": "Audio",
    "books": "Books",
    "coffee": "Coffee",
    "desk": "Desk",
    "fruit": "Fruit",
    "games": "Games",
    "home": "Home",
    "kitchen": "Kitchen",
    "outdoors": "Outdoors",
    "pantry": "Pantry",
    "plants": "Plants",
    "sweets": "Sweets",
    "tea": "Tea",
    "textile": "Textiles",
    "wellness": "Wellness",
    "wine": "Wine",
}
"""Category of a product of ours; a workspace's own is in its own words."""
FIELDS: Final[Mapping[str, str]] = {
    "greeting_name": "form of address",
    "given_name": "given name",
    "full_name": "full name",
    "company": "company",
    "city": "city",
    "sender_name": "sender’s name",
    "sender_company": "sender’s company",
    "gift_name": "gift",
    "initials": "initials",
}
"""Field of the merge language, within a sentence."""
MAILS: Final[Mapping[str, str]] = {
    "invitation": "invitation",
    "question": "question",
    "reminder": "reminder",
    "swap_offer": "offer of a swap",
    "how_is_it": "how is it?",
    "welcome": "first messages",
    "reply": "reply",
    "delivery_news": "on its way",
    "withdrawn": "gift withdrawn",
    "chosen_again": "chosen again",
    "safety_notice": "safety notice",
    "recall": "recall",
    "donation_note": "donation paid",
}
"""Kind of an email."""
WORK: Final[Mapping[str, str]] = {
    "planning.launch": "launch",
    "planning.read_calendar": "calendars",
    "webhooks.deliver": "webhook messages",
    "webhooks.take_in": "messages from outside",
    "content.microsite": "gift pages",
    "content.statement": "statements",
    "content.poster": "film stills",
    "content.compose": "opening scenes",
    "content.video": "films",
    "content.video_square": "films for phones",
    "content.mail": "invitations",
    "brain.decide": "decisions",
    "outreach.ask": "questions",
    "outreach.invite": "invitations to address",
    "outreach.send": "emails to send",
    "gifting.redecide": "gifts to choose again",
}
"""Kind of a job that belongs to a campaign, as work that is left: "3 films"."""
_NOTED: Final[Mapping[str, str]] = {
    "above_minor": "above",
    "amount_minor": "amount",
    "approval_id": "request",
    "approver_id": "approver",
    "charity_id": "charity",
    "error_code": "error",
    "fact_id": "fact",
    "first_month": "first month",
    "flat_rate_bp": "flat rate",
    "gift_id": "gift",
    "has_batch": "batch number",
    "instead_of": "instead of",
    "leave_on": "emails leave",
    "link_version": "link",
    "batch_id": "batch",
    "match_run_id": "plan",
    "message_id": "email",
    "moved_for": "moved for",
    "limit_minor": "limit",
    "price_minor": "price",
    "product_id": "gift",
    "reaches_by_card": "reached by card",
    "recall_id": "recall",
    "released_minor": "released",
    "reserved_minor": "set aside",
    "source_on": "source dated",
    "sum_minor": "sum",
}
"""Key of a line of the audit log that is no word by itself."""


def state(status: str) -> str:
    """A gift's status within a sentence. Raises KeyError for none of ours."""
    return STATES[status]


def category(code: str) -> str:
    """A product's category."""
    return CATEGORIES.get(code, code[:1].upper() + code[1:])


def noted(key: str) -> str:
    """What the audit log calls a figure of a line."""
    return _NOTED.get(key) or mark(key)


def work(kind: str) -> str:
    """Jobs of this kind, as work that is left."""
    return WORK.get(kind, "other steps")


def mark(name: str) -> str:
    """An allergen, diet or material by its key or by "allergens.milk", in English words; what is none of them stays as it is."""
    return _marks().get(name.rpartition(".")[2], name)


def interest(name: str) -> str:
    """An interest by its key, in English words; what somebody called so in words of their own stays as it is."""
    return _interests().get(name, {}).get("en", name)


@cache
def _interests() -> Mapping[str, Mapping[str, str]]:
    listed: dict[str, dict[str, str]] = json.loads((ASSETS / "translations" / "interests.json").read_text("utf-8"))
    return listed


@cache
def _marks() -> Mapping[str, str]:
    listed: dict[str, Any] = json.loads((ASSETS / "translations" / "dietary.json").read_text("utf-8"))
    return {
        key: words["en"]["label"]
        for group in ("diets", "allergens", "materials")
        for key, words in listed[group].items()
    }
