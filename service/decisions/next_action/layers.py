"""Five layers that may block an action, each with its own codes, asked in this order. None of them reads a score.

A code is one line of `RULES`: its layer, its name, and for which actions it holds. Of an action that several block, the first says
why. To add one, add a line here and its words in `explain`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.decisions.next_action.actions import OF_A_GIFT
from service.decisions.next_action.factors.columns import Bits, Columns
from service.decisions.next_action.person import PersonState, has_said_no, ignored
from service.decisions.next_action.policy import Limits

Layer = Literal["eligibility", "applicability", "suitability", "contact_policy", "suppression"]
CAPS: Final = frozenset({"message_cap", "question_cap", "account_cap", "channel_cap"})
"""Waits of the contact policy that are caps: the message does not wait in line, a better one may take its place."""
FOLLOW_UP_AFTER: Final = timedelta(days=7)
FOLLOW_UP_UNTIL: Final = timedelta(days=28)
REMIND_AFTER: Final = timedelta(days=5)
THANK_UNTIL: Final = timedelta(days=14)
"""So long after what it is for a thank-you still means it."""
MOST_WELCOMES: Final = 3
BETWEEN_WELCOMES: Final = timedelta(days=7)
LONGEST_HOLD: Final = timedelta(hours=24)
"""A message that wins and waits for longer is not today's: it is decided anew when the wait ends."""
_LONG_WAITS: Final = frozenset({"away", "asked_pause", "paused", "quiet", "scheduled"})
_TO_INVITE: Final = frozenset({"created", "scheduled", "notified", "opened"})
_SAYS_YES: Final = frozenset({"accepted", "ordered", "shipped", "delivered"})
_MAY_SWAP: Final = frozenset({"notified", "opened"})
_THANKED_FOR: Final = frozenset({"purchase", "said_yes", "rated_well", "met"})
_ENDS_KEEPING: Final = frozenset({"purchase"})
_ENDS_THANKS: Final = frozenset({"order_returned", "said_no", "rated_badly"})


class Case(NamedTuple):
    """What a rule is asked about."""

    columns: Columns
    person: PersonState
    moment: datetime
    limits: Limits


class Rule(NamedTuple):
    """(A,) `holds` says for which actions; `code` is stored."""

    layer: Layer
    code: str
    holds: Callable[[Case], Bits]


def block(case: Case) -> NDArray[np.intp]:
    """(A,) the place in `RULES` of the first rule against each action; -1 where none is. Doing nothing is never blocked."""
    first = np.full(len(case.columns.actions), -1, dtype=np.intp)
    for place, rule in enumerate(RULES):
        np.putmask(first, (first < 0) & rule.holds(case), place)
    np.putmask(first, case.columns.of_kind("nothing"), -1)
    return first


def _all(case: Case, *, where: bool) -> Bits:
    return np.full(len(case.columns.actions), where, dtype=np.bool_)


def _kinds(case: Case, where: bool, *kinds: str) -> Bits:
    return case.columns.of_kind(*kinds) & where


def _about(case: Case, names: Collection[str], *kinds: str) -> Bits:
    """Actions of some kinds that are about one of these."""
    bits = _all(case, where=False)
    if names:
        for place in np.flatnonzero(case.columns.of_kind(*kinds)).tolist():
            bits[place] = case.columns.abouts[place] in names
    return bits


def _unsafe(case: Case) -> Bits:
    safe = case.columns.of_gift(case.person, lambda gift: gift.is_safe is True, missing=False)
    return case.columns.of_kind("send", "remind", "swap") & ~safe


def _elsewhere(case: Case) -> Bits:
    found = [bool(one) and case.person.country not in one for one in case.columns.countries]
    return np.array(found, dtype=np.bool_)[case.columns.country]


def _other_stage(case: Case) -> Bits:
    found = [bool(one) and case.person.stage not in one for one in case.columns.stages]
    return np.array(found, dtype=np.bool_)[case.columns.stage]


def _no_gift(case: Case) -> Bits:
    has = case.columns.of_gift(case.person, lambda gift: gift.is_running, missing=False)
    return case.columns.of_kind(*(OF_A_GIFT - {"follow_up", "meet"})) & ~has


def _no_such_gift(case: Case) -> Bits:
    has = case.columns.of_gift(case.person, lambda _gift: True, missing=False)
    return case.columns.of_kind("follow_up", "meet") & ~has


def _not_chosen(case: Case) -> Bits:
    none = case.columns.of_gift(case.person, lambda gift: not gift.is_chosen, missing=False)
    return case.columns.of_kind("send") & none


def _not_to_invite(case: Case) -> Bits:
    may = case.columns.of_gift(case.person, lambda gift: gift.status in _TO_INVITE, missing=False)
    return case.columns.of_kind("send") & ~may


def _said(case: Case, kind: str, name: str) -> Bits:
    """Actions of a kind whose gift has had one already."""
    had = case.columns.of_gift(case.person, lambda gift: bool(getattr(gift, name)), missing=False)
    return case.columns.of_kind(kind) & had


def _nothing_open(case: Case) -> Bits:
    waits = case.columns.of_gift(case.person, lambda gift: gift.status == "notified", missing=False)
    return case.columns.of_kind("remind") & ~waits


def _is_offered_swap(case: Case) -> Bits:
    """Messages that offer a swap: they go in place of a reminder, and by its rules."""
    return case.columns.of_kind("swap") & case.columns.is_message


def _reminded(case: Case) -> Bits:
    """One message a gift, whether it reminds or offers a swap."""
    had = case.columns.of_gift(case.person, lambda gift: gift.is_reminded or gift.is_swap_offered, missing=False)
    return (case.columns.of_kind("remind") | _is_offered_swap(case)) & had


def _nothing_to_offer(case: Case) -> Bits:
    """Swaps of a gift for which nothing else is free that its person could have."""
    other = case.columns.of_gift(case.person, lambda gift: gift.other_now is not None, missing=False)
    return _is_offered_swap(case) & ~other


def _remind_too_soon(case: Case) -> Bits:
    due = case.columns.of_gift(
        case.person,
        lambda gift: gift.invited_at is not None and gift.invited_at + REMIND_AFTER <= case.moment,
        missing=False,
    )
    return (case.columns.of_kind("remind") | _is_offered_swap(case)) & ~due


def _nothing_to_ask(case: Case) -> Bits:
    """A question that was answered or skipped; or one of a gift that waits for nothing."""
    waits = case.columns.of_gift(case.person, lambda gift: gift.waits, missing=True)
    return _about(case, case.person.done, "ask") | (case.columns.of_kind("ask") & ~waits)


def _cannot_swap(case: Case) -> Bits:
    """A message offers a swap only to somebody who has pressed nothing yet; on their page it stands besides."""
    may = case.columns.of_gift(case.person, lambda gift: gift.status in _MAY_SWAP, missing=False)
    untouched = case.columns.of_gift(case.person, lambda gift: gift.status == "notified", missing=False)
    return (case.columns.of_kind("swap") & ~may) | (_is_offered_swap(case) & ~untouched)


def _not_delivered(case: Case) -> Bits:
    there = case.columns.of_gift(
        case.person, lambda gift: gift.status == "delivered" and gift.delivered_at is not None, missing=False
    )
    return case.columns.of_kind("follow_up") & ~there


def _delivered_since(case: Case, least: timedelta | None, most: timedelta | None) -> Bits:
    """Follow-ups of gifts delivered less than `least` ago, or longer ago than `most`."""

    def outside(since: datetime | None) -> bool:
        if since is None:
            return False
        age = case.moment - since
        return (least is not None and age < least) or (most is not None and age >= most)

    bits = case.columns.of_gift(case.person, lambda gift: outside(gift.delivered_at), missing=False)
    return case.columns.of_kind("follow_up") & bits


def _no_yes(case: Case) -> Bits:
    yes = case.columns.of_gift(case.person, lambda gift: gift.status in _SAYS_YES, missing=False)
    return case.columns.of_kind("meet") & ~yes


def _nothing_to_thank(case: Case) -> Bits:
    since = case.moment - THANK_UNTIL
    fits = any(one.code in _THANKED_FOR and one.at > since for one in case.person.past(case.moment))
    return _kinds(case, not fits, "thank")


def _thanked(case: Case) -> Bits:
    since = case.moment - THANK_UNTIL
    thanked = any(one.purpose == "thank" and one.at > since for one in case.person.sent)
    return _kinds(case, thanked, "thank")


def _welcomed_lately(case: Case) -> Bits:
    last = case.person.welcomed_at
    return _kinds(case, last is not None and case.moment - last < BETWEEN_WELCOMES, "welcome")


def _taken(case: Case) -> Bits:
    return _about(case, case.person.done, "keep", "reward")


def _no_thread(case: Case) -> Bits:
    return case.columns.of_kind("answer") & ~_about(case, case.person.threads, "answer")


def _topic(case: Case) -> Bits:
    declined = [bool(one) and one in case.person.topics for one in case.columns.topics]
    return np.array(declined, dtype=np.bool_)[case.columns.topic]


def _answered(case: Case, says: Callable[[str | None, str | None], bool], *, missing: bool) -> Bits:
    """Messages of whose contact policy this is said; `missing` where nobody was asked."""
    contact = case.person.contact
    answers = [contact.get(one) for one in case.columns.contacts]
    found = [missing if one is None else says(one.never, one.later) for one in answers]
    return case.columns.is_message & np.array(found, dtype=np.bool_)[case.columns.contact]


def _not_today(case: Case) -> Bits:
    """Messages that wait for longer than a night: their person is away, or asked for a pause."""
    last = case.moment + LONGEST_HOLD
    contact = case.person.contact
    answers = [contact.get(one) for one in case.columns.contacts]
    long = [
        one is not None and one.later in _LONG_WAITS and (one.not_before is None or one.not_before > last)
        for one in answers
    ]
    return case.columns.is_message & np.array(long, dtype=np.bool_)[case.columns.contact]


def _begun_by_us(case: Case) -> Bits:
    return case.columns.is_message & ~case.columns.of_kind("answer")


def quiet_until(person: PersonState, moment: datetime, limits: Limits) -> datetime | None:
    """Until when silence keeps us from beginning anything: `quiet_days` after the last of enough messages that nobody heeded within
    `ignored_days`. None where it does not."""
    missed = ignored(person.sent, moment, limits.settle)
    span, rest = timedelta(days=limits.ignored_days), timedelta(days=limits.quiet_days)
    for first, last in zip(missed, missed[limits.ignored - 1 :], strict=False):
        if last - first <= span and last <= moment < last + rest:
            return last + rest
    return None


def _is_quiet(case: Case) -> Bits:
    return _begun_by_us(case) & (quiet_until(case.person, case.moment, case.limits) is not None)


def _outcome_changed(case: Case) -> Bits:
    """To keep a customer who has bought since, or to reward one who has sent it back since, is beside the point."""
    past = case.person.past(case.moment)
    risk = max((one.at for one in past if one.code in {"renewal_at_risk", "price_look"}), default=None)
    bought = max((one.at for one in past if one.code in _ENDS_KEEPING), default=None)
    back = max((one.at for one in past if one.code in _ENDS_THANKS), default=None)
    is_kept = bought is not None and (risk is None or bought >= risk) and (back is None or bought > back)
    is_lost = back is not None and (bought is None or back >= bought)
    return _kinds(case, is_kept, "keep") | _kinds(case, is_lost, "reward", "thank")


RULES: Final[tuple[Rule, ...]] = (
    Rule("eligibility", "erased", lambda case: _all(case, where=case.person.is_erased)),
    Rule(
        "eligibility", "gift_policy", lambda case: _kinds(case, case.person.has_gift_policy, "send", "keep", "reward")
    ),
    Rule("eligibility", "not_in_country", _elsewhere),
    Rule("eligibility", "not_for_stage", _other_stage),
    Rule("eligibility", "not_yet", lambda case: case.columns.since > case.moment.timestamp()),
    Rule("eligibility", "over", lambda case: case.columns.until <= case.moment.timestamp()),
    Rule("applicability", "no_open_gift", _no_gift),
    Rule("applicability", "no_such_gift", _no_such_gift),
    Rule("applicability", "no_gift", _not_chosen),
    Rule("applicability", "not_to_invite", _not_to_invite),
    Rule("applicability", "already_invited", lambda case: _said(case, "send", "is_invited")),
    Rule("applicability", "nothing_open", _nothing_open),
    Rule("applicability", "already_reminded", _reminded),
    Rule("applicability", "too_soon", _remind_too_soon),
    Rule("applicability", "already_asked", lambda case: _said(case, "ask", "is_asked")),
    Rule("applicability", "nothing_to_ask", _nothing_to_ask),
    Rule("applicability", "already_decided", _cannot_swap),
    Rule("applicability", "nothing_to_offer", _nothing_to_offer),
    Rule("applicability", "not_delivered", _not_delivered),
    Rule("applicability", "already_followed_up", lambda case: _said(case, "follow_up", "is_followed_up")),
    Rule("applicability", "too_soon_after_delivery", lambda case: _delivered_since(case, FOLLOW_UP_AFTER, None)),
    Rule("applicability", "too_late", lambda case: _delivered_since(case, None, FOLLOW_UP_UNTIL)),
    Rule("applicability", "no_yes", _no_yes),
    Rule("applicability", "meeting_answered", lambda case: _said(case, "meet", "is_meeting_answered")),
    Rule("applicability", "policy_no_meeting", lambda case: _kinds(case, case.person.has_gift_rule, "meet")),
    Rule("applicability", "no_motive", lambda case: _kinds(case, not case.person.motive, "welcome")),
    Rule("applicability", "series_ended", lambda case: _kinds(case, case.person.welcomed >= MOST_WELCOMES, "welcome")),
    Rule("applicability", "series_answered", lambda case: _kinds(case, case.person.is_welcome_answered, "welcome")),
    Rule("applicability", "prospect_said_no", lambda case: _kinds(case, has_said_no(case.person), "welcome")),
    Rule("applicability", "welcomed_lately", _welcomed_lately),
    Rule("applicability", "nothing_to_thank", _nothing_to_thank),
    Rule("applicability", "thanked_recently", _thanked),
    Rule("applicability", "taken", _taken),
    Rule("applicability", "no_open_thread", _no_thread),
    Rule("suitability", "unsafe", _unsafe),
    Rule("suitability", "topic_declined", _topic),
    Rule("suitability", "meeting_declined", lambda case: _kinds(case, case.person.wants_no_meeting, "meet")),
    Rule("suitability", "offers_off", lambda case: _kinds(case, case.person.wants_no_offers, "keep", "reward")),
    Rule("contact_policy", "not_asked", lambda case: _answered(case, lambda _never, _later: False, missing=True)),
    Rule(
        "contact_policy",
        "may_not_write",
        lambda case: _answered(case, lambda never, _later: never is not None, missing=True),
    ),
    Rule("contact_policy", "account_paused", lambda case: _begun_by_us(case) & case.person.is_account_paused),
    Rule("contact_policy", "not_today", _not_today),
    Rule("contact_policy", "capped", lambda case: _answered(case, lambda _never, later: later in CAPS, missing=False)),
    Rule(
        "contact_policy",
        "account_capped",
        lambda case: _begun_by_us(case) & (case.person.account_sent >= case.limits.account_messages),
    ),
    Rule("suppression", "ignored", _is_quiet),
    Rule("suppression", "outcome_changed", _outcome_changed),
)
"""In the order in which they are asked."""
LAYERS: Final[tuple[Layer, ...]] = ("eligibility", "applicability", "suitability", "contact_policy", "suppression")
CAPPED: Final = frozenset({"capped", "account_capped"})
"""Codes for which a message is logged as capped: it was good and allowed, and a limit over all campaigns had no room for it."""
