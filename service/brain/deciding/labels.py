"""What decisions' codes say to the sender, in English: actions, layers, what blocks and what speaks for something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.decisions.next_action.actions import Kind
from service.decisions.next_action.layers import Layer

ACTIONS: Final[Mapping[Kind, str]] = {
    "send": "Send the gift",
    "welcome": "Welcome",
    "ask": "Ask a question",
    "remind": "Remind",
    "swap": "Offer a swap",
    "follow_up": "Follow up",
    "thank": "Thank",
    "meet": "Invite to meet",
    "keep": "Offer to keep the customer",
    "reward": "Offer as a reward",
    "answer": "Answer their message",
    "nothing": "Nothing",
}
NOTES: Final[Mapping[Kind, str]] = {
    "send": "The invitation to a gift of a campaign",
    "welcome": "At most three messages, for what they told us they like",
    "ask": "Only where an answer is needed to choose",
    "remind": "Once a gift",
    "swap": "On their page",
    "follow_up": "How is it? Once a gift",
    "thank": "A task for you",
    "meet": "Only after a yes, once a gift, never under a gift policy",
    "keep": "Where they may leave",
    "reward": "After they bought",
    "answer": "People come first",
    "nothing": "Leave in peace",
}
LAYERS: Final[Mapping[Layer, tuple[str, str]]] = {
    "eligibility": ("Eligibility", "May it be given at all?"),
    "applicability": ("Applicability", "Does it make sense now?"),
    "suitability": ("Suitability", "Is it right for this person?"),
    "contact_policy": ("Contact policy", "May we write, over all campaigns?"),
    "suppression": ("Outcome", "Did what happened make it pointless?"),
}
_OWN_CHOICE: Final = "It isn’t right for them. We don’t show what they chose"
BLOCKED: Final[Mapping[str, str]] = {
    "erased": "They asked to be erased",
    "gift_policy": "Their company takes no gifts",
    "not_in_country": "It isn’t offered in their country",
    "not_for_stage": "It isn’t meant for this customer stage",
    "not_yet": "It hasn’t begun",
    "over": "It has ended",
    "no_open_gift": "No campaign of theirs is running",
    "no_such_gift": "They have no such gift",
    "no_gift": "No gift is chosen for them",
    "not_to_invite": "The gift doesn’t wait for an invitation",
    "already_invited": "They’ve been invited to it",
    "nothing_open": "Nothing is waiting for an answer",
    "already_reminded": "They’ve been reminded of this gift",
    "too_soon": "The invitation is too recent",
    "already_asked": "They’ve been asked",
    "nothing_to_ask": "No answer is needed",
    "already_decided": "It can’t be swapped at this point",
    "not_delivered": "The gift hasn’t been delivered",
    "already_followed_up": "They’ve been asked how it is",
    "too_soon_after_delivery": "It was delivered less than a week ago",
    "too_late": "It was delivered more than four weeks ago",
    "no_yes": "They haven’t said yes to a gift",
    "meeting_answered": "They’ve answered about a meeting for this gift",
    "policy_no_meeting": "Their company has a rule on gifts, so no one there is invited",
    "no_motive": "We don’t know what they’d like to hear about",
    "series_ended": "They’ve had all three welcome messages",
    "nothing_to_thank": "Nothing happened lately to thank them for",
    "thanked_recently": "They’ve been thanked in the last two weeks",
    "taken": "They’ve taken this offer",
    "no_open_thread": "No message of theirs is open",
    "unsafe": "We don’t know that the gift is safe for them",
    "topic_declined": _OWN_CHOICE,
    "meeting_declined": _OWN_CHOICE,
    "offers_off": _OWN_CHOICE,
    "no_figure": "The model gave no usable chance",
    "not_asked": "Nobody said that we may write",
    "may_not_write": "We may not write to them",
    "account_paused": "Their company is paused",
    "not_today": "It has to wait for more than a day",
    "capped": "A limit over all campaigns has no room for it",
    "account_capped": "Their company has had its messages for this week",
    "ignored": "They left our last messages unanswered, so we’re quiet for a while",
    "outcome_changed": "What happened since makes it pointless",
}
REASONS: Final[Mapping[str, str]] = {
    "best": "Nothing is worth more now",
    "stage_new": "New customer",
    "stage_active": "Active customer",
    "stage_renewal": "Renewal ahead",
    "stage_lapsed": "Customer who left",
    "purpose_hello": "A campaign to say hello",
    "purpose_welcome": "A campaign to welcome",
    "purpose_thanks": "A campaign to thank",
    "purpose_renewal": "A campaign for a renewal",
    "purpose_win_back": "A campaign to win back",
    "purpose_partners": "A campaign for partners",
    "ends_soon": "It can be answered for less than a week",
    "just_purchase": "Bought lately",
    "just_order_returned": "Sent something back lately",
    "just_price_look": "Looked at prices lately",
    "just_product_use": "Uses the product",
    "just_renewal_at_risk": "The renewal is at risk",
    "just_swapped": "Swapped lately",
    "just_said_yes": "Said yes lately",
    "just_said_no": "Said no lately",
    "just_delivered": "Delivered lately",
    "just_rated_well": "Rated it well",
    "just_rated_badly": "Rated it badly",
    "just_wrote": "Wrote to you lately",
    "just_met": "Met you lately",
    "account_value_high": "An account worth more than most",
    "account_value_low": "An account worth less than most",
    "account_by_stage": "What the account is to you",
    "attention_cost": "What one more message costs their attention",
    "lately_written": "They heard from us this week",
    "nothing_to_do": "There’s nothing to do",
}
SIGNALS: Final[Mapping[str, str]] = {
    "purchase": "they hadn’t bought",
    "order_returned": "they hadn’t sent something back",
    "price_look": "they hadn’t looked at prices",
    "product_use": "they hadn’t used the product",
    "renewal_at_risk": "the renewal weren’t at risk",
    "swapped": "they hadn’t swapped",
    "said_yes": "they hadn’t said yes",
    "said_no": "they hadn’t said no",
    "delivered": "nothing had been delivered",
    "rated_well": "they hadn’t rated it well",
    "rated_badly": "they hadn’t rated it badly",
    "wrote": "they hadn’t written",
    "met": "they hadn’t met you",
}
CAUSES: Final[Mapping[str, str]] = {
    "due": "when a message came due",
    "set_out": "when a wave set out",
    "asked": "when someone asked for it",
    "leaving": "as a message was about to leave",
    "left_out": "when a plan had nothing for them",
    "happened": "when something happened elsewhere",
    "offered": "when an offer came or went",
}
WAYS: Final[Mapping[str, str]] = {
    "mail": "by email",
    "text": "by text message",
    "link": "by a link",
    "page": "on their page",
    "task": "as a task for you",
}


def why_of(code: str) -> str:
    """A reason or what blocked, as it stands beside a decision. Raises KeyError for a code without words: an error of ours."""
    return REASONS[code] if code in REASONS else BLOCKED[code]
