"""Why somebody has their gift, and why we write to them or don't, from the records of what was decided; nothing is written.

Each code of a decision has what its own reader is told for it. Several have the same words where the difference is another person's
or the giver's to know: what an account is worth, whether a colleague has a gift, what a gift may cost. A code of an earlier release
that has no words any more is told as `other`, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.microsite.own.why import NotDone, WhyGift, WhyNow
from service.brain.deciding.models import NextDecision
from service.campaigns.models import Campaign
from service.decisions.explaining.explain import Cause
from service.decisions.explaining.why_not import Answer
from service.decisions.next_action.changes import changes
from service.decisions.next_action.decide import decide
from service.decisions.next_action.record import read
from service.decisions.values import Reason
from service.errors import HandpickedError
from service.gifting.case import open_case
from service.gifting.models import DecisionRecord, RecipientGift
from service.recipients.facts.fact import Fact
from service.recipients.visibility import may_be_named

_LOOKED_AT: Final = 20
"""The newest decisions among which one is looked for that may be told."""
_MOST_NOT_DONE: Final = 6
_TOLD: Final = frozenset({"winner", "blocked"})
"""What a record holds that can be told; one of an earlier release may lack it."""
OTHERS: Final[Mapping[Reason, str]] = {
    Reason.DIETARY: "unsafe",
    Reason.MATERIAL: "unsafe",
    Reason.ALCOHOL: "unsafe",
    Reason.DIETARY_UNKNOWN: "unclear",
    Reason.UNDER_AGE: "age",
    Reason.AGE_CHECK_REQUIRED: "age",
    Reason.REGION_UNAVAILABLE: "place",
    Reason.NOT_PREPAID: "place",
    Reason.POLICY_BLOCKED: "rule",
    Reason.OVER_CAP: "rule",
    Reason.ALREADY_HAS: "had",
    Reason.DISLIKED: "had",
    Reason.AWAY: "late",
    Reason.TOO_LATE: "late",
    Reason.OUTSIDE_BAND: "plan",
    Reason.CURRENCY: "plan",
    Reason.UNSETTLED: "plan",
    Reason.RETIRED: "gone",
    Reason.RECALLED: "gone",
    Reason.HALTED: "gone",
    Reason.OUT_OF_STOCK: "gone",
    Reason.TAKEN_IN_ACCOUNT: "gone",
    Reason.INSUFFICIENT_FUNDS: "gone",
    Reason.FONT_MISSING: "gone",
    Reason.FROZEN: "gone",
}
"""What keeps another gift away -> `why.others.*`."""
BECAUSE: Final[Mapping[str, str]] = {
    "best": "best",
    "stage_new": "new",
    "stage_active": "customer",
    "stage_renewal": "renewal",
    "stage_lapsed": "former",
    "purpose_hello": "hello",
    "purpose_welcome": "welcome",
    "purpose_thanks": "thanks",
    "purpose_renewal": "renewal",
    "purpose_win_back": "former",
    "purpose_partners": "partners",
    "others_fit": "others_fit",
    "ends_soon": "ends_soon",
    "just_purchase": "purchase",
    "just_order_returned": "order_returned",
    "just_price_look": "price_look",
    "just_product_use": "product_use",
    "just_renewal_at_risk": "renewal",
    "just_swapped": "swapped",
    "just_said_yes": "said_yes",
    "just_said_no": "said_no",
    "just_delivered": "delivered",
    "just_rated_well": "rated_well",
    "just_rated_badly": "rated_badly",
    "just_wrote": "wrote",
    "just_met": "met",
    "just_film_through": "film",
    "just_film_stopped": "film",
    "account_value_high": "account",
    "account_value_low": "account",
    "account_by_stage": "account",
    "attention_cost": "attention",
    "lately_written": "lately",
    "nothing_to_do": "idle",
}
"""What spoke for an action -> `why.because.*`."""
AGAINST: Final[Mapping[str, str]] = {
    "erased": "may_not",
    "gift_policy": "rule",
    "not_in_country": "elsewhere",
    "not_for_stage": "not_meant",
    "not_yet": "not_now",
    "over": "not_now",
    "no_open_gift": "no_cause",
    "no_such_gift": "no_cause",
    "no_gift": "no_cause",
    "not_to_invite": "no_cause",
    "already_invited": "done",
    "nothing_open": "no_cause",
    "already_reminded": "done",
    "series_answered": "done",
    "prospect_said_no": "own_choice",
    "welcomed_lately": "too_soon",
    "too_soon": "too_soon",
    "already_asked": "done",
    "nothing_to_ask": "no_cause",
    "already_decided": "no_cause",
    "nothing_to_offer": "no_cause",
    "not_delivered": "too_soon",
    "already_followed_up": "done",
    "too_soon_after_delivery": "too_soon",
    "too_late": "too_late",
    "no_yes": "no_cause",
    "meeting_answered": "done",
    "policy_no_meeting": "rule",
    "no_motive": "no_cause",
    "series_ended": "done",
    "nothing_to_thank": "no_cause",
    "thanked_recently": "done",
    "taken": "done",
    "no_open_thread": "no_cause",
    "unsafe": "unsafe",
    "topic_declined": "own_choice",
    "meeting_declined": "own_choice",
    "offers_off": "own_choice",
    "no_figure": "unsure",
    "not_asked": "may_not",
    "may_not_write": "may_not",
    "account_paused": "paused",
    "not_today": "wait",
    "capped": "limit",
    "account_capped": "limit",
    "ignored": "quiet",
    "outcome_changed": "changed",
}
"""What blocked an action -> `why.against.*`."""
_ABOUT_SAFETY: Final = frozenset({Cause.SAFE_FOR_THEM, Cause.OF_NOTHING_SHUNNED})
_CHOSEN_BY_US: Final = frozenset({"plan", "answer", "substitution"})
_QUIET: Final = frozenset({"no_cause"})
"""What nobody would have expected is not listed."""


def why_gift(session: Session, gift: RecipientGift, known: Iterable[Fact], at: datetime) -> WhyGift | None:
    """Why they have this gift: from its newest record, and for the other gifts as things are now. `known`: the facts about them; an
    interest that they keep to themselves is given as no reason, not even to them."""
    row = session.scalar(
        select(DecisionRecord)
        .where(DecisionRecord.gift_id == gift.id)
        .order_by(DecisionRecord.created_at.desc(), DecisionRecord.id.desc())
        .limit(1)
    )
    if row is None or gift.product_id is None:
        return None
    found = open_case(session, session.get_one(Campaign, gift.campaign_id), gift, at).explain(gift.hold_reason)
    others = _each(OTHERS.get(reason, "gone") for reason in found.exclusions)
    if found.runner_up is not None:
        is_free = found.runner_up.answer not in {Answer.EXCLUDED, Answer.NEEDED_ELSEWHERE}
        others = (*others, "best" if is_free else "gone")
    score, facts = row.body.get("score"), row.body.get("fact_ids")
    return WhyGift(
        how=row.kind,
        causes=tuple(cause.value for cause in found.causes if _may_say(cause, row.kind, found.interests, known)),
        share=None if score is None else round(100 * score["propensity"]),
        facts=None if facts is None else len(facts),
        others=_each(others),
    )


def _may_say(cause: Cause, how: str, interests: Sequence[str], known: Iterable[Fact]) -> bool:
    if cause is Cause.SHARED_INTERESTS:
        return any(one.kind == "interest" and one.value in interests and may_be_named(one) for one in known)
    # Where a person chose it, they or somebody of the giver's, nothing is said of what we went by.
    return how in _CHOSEN_BY_US or cause in _ABOUT_SAFETY


def why_now(session: Session, gift: RecipientGift) -> WhyNow | None:
    """The newest decision about this person that may be told on this gift's page: a gift that they have not been invited to stays a
    surprise."""
    rows = session.scalars(
        select(NextDecision)
        .where(NextDecision.recipient_id == gift.recipient_id)
        .order_by(NextDecision.at.desc(), NextDecision.id.desc())
        .limit(_LOOKED_AT)
    )
    row = next((one for one in rows if one.gift_id in {None, gift.id} and one.said.keys() >= _TOLD), None)
    if row is None:
        return None
    later, without, by_lever = _changes(row)
    return WhyNow(
        at=row.at,
        act=row.kind,
        because=_each(BECAUSE[code] for code in _reasons(row) if code in BECAUSE),
        not_done=_not_done(row.said["blocked"], gift.id),
        without=without,
        later=later,
        by_lever=by_lever,
        is_drawn=row.is_random,
    )


def _reasons(row: NextDecision) -> Sequence[str]:
    if row.kind == "nothing" and row.why == "nothing_to_do":
        return (row.why,)
    return row.said["winner"]["reasons"] or ("best",)


def _not_done(blocked: Sequence[Mapping[str, str | None]], gift_id: str) -> tuple[NotDone, ...]:
    """Once for each kind, where it is about this gift or none."""
    found: dict[str, NotDone] = {}
    for one in blocked:
        kind, _, about = str(one["action"]).split(":")[:3]
        against = AGAINST.get(str(one["code"]), "other")
        if about in {"", gift_id} and against not in _QUIET:
            until = one["until"]
            found.setdefault(kind, NotDone(kind, against, None if until is None else datetime.fromisoformat(until)))
    return tuple(found.values())[:_MOST_NOT_DONE]


def _changes(row: NextDecision) -> tuple[datetime | None, tuple[str, ...], bool]:
    """(from when on it may go another way, without what it would have, whether a lever would have changed it), tried on copies;
    nothing where the model of that day is not kept."""
    try:
        state, moment, actions, policy = read(row.made_from)
    except (HandpickedError, LookupError, TypeError, ValueError):  # of an earlier release, or of a model that is gone
        return None, (), False
    made = decide(state, moment, actions, policy)
    found = changes(state, moment, actions, policy, made)
    later = [one.at for one in found if one.what == "later" and one.at is not None]
    without = _each(BECAUSE[f"just_{one.of}"] for one in found if one.what == "without")
    return min(later, default=None), without, any(one.what == "lever" for one in found)


def _each(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
