"""A person as a decision sees them, gathered from the rows in few queries, however many gifts and messages there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import String, column, select, table, text
from sqlalchemy.orm import Session

from service.brain.deciding.signals import signals_of
from service.brain.offers.who import taken_by
from service.campaigns.models import Campaign
from service.campaigns.transitions import PAUSED, RUNNING
from service.catalog.models import Product
from service.contact.may_write import Known
from service.contact.whole.policy import whole_of
from service.db.base import Moment
from service.decisions.next_action.person import GiftState, PersonState, Relationship, Stage
from service.gifting.events import EventKind
from service.gifting.find import open_until
from service.gifting.hold import ASKING
from service.gifting.models import DecisionRecord, GiftEvent, RecipientGift
from service.recipients.acquaintance import WEIGHTS, AccountValue
from service.recipients.afterwards.models import MeetingAnswer
from service.recipients.facts.fact import Fact, is_clear
from service.recipients.gift_policy import FLAGS, limits_of, whole
from service.recipients.letters.models import WAITS, Letter
from service.recipients.models import Account, Question, Recipient
from service.recipients.visibility import may_be_named

NEEDS_AN_ANSWER: Final = frozenset({"dietary_unknown", "age_check_required"})
"""Holds that stand for safety: a gift that waits for one is not known to be safe."""
_MAIL: Final = table(
    "mail_message", column("id", String), column("gift_id", String), column("kind", String), column("sent_at", Moment)
)


def state_of(session: Session, person: Recipient, at: datetime, known: Known) -> PersonState:
    """Everything a decision for this person is made from, but for the contact policy, which is asked for what could be sent."""
    overall = known.whole = known.whole or whole_of(session, person, at)
    account = session.get_one(Account, person.account_id)
    policy = whole(account.gift_policy)
    caps = limits_of(policy)
    meetings = _meetings(session, person.id)
    facts = _motives(known.facts)
    wishes = known.wishes
    return PersonState(
        id=person.id,
        account_id=account.id,
        country=person.country,
        stage=cast(Stage, account.lifecycle or ""),
        relationship=cast(Relationship, account.relationship or ""),
        account_value=None if account.worth is None else WEIGHTS[cast(AccountValue, account.worth)],
        is_erased=person.erased_at is not None,
        has_gift_policy=bool(policy["no_gifts"]),
        has_gift_rule=any(policy[flag] for flag in FLAGS)
        or any(caps[cap] is not None for cap in ("cap_minor", "yearly_cap_minor")),
        is_account_paused=overall.paused_until is not None,
        wants_no_offers=person.unsubscribed_at is not None or "offer" in wishes.refused or not wishes.is_readable,
        wants_no_meeting="refused" in meetings.values(),
        motive="told" if facts else "",
        account_sent=len(overall.account),
        gifts=_gifts(session, person, meetings, at),
        sent=tuple(one for _, one in overall.sent),
        signals=signals_of(session, person, at),
        threads=_threads(session, person.id),
        done=_answered(session, person.id) | taken_by(session, person.id),
        facts=facts,
    )


def _gifts(session: Session, person: Recipient, meetings: Mapping[str, str], at: datetime) -> tuple[GiftState, ...]:
    """Their gifts over all campaigns that have been launched or wait for an answer, in the order of their ids."""
    rows = session.execute(
        select(RecipientGift, Campaign, Product.recalled_at)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .outerjoin(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.recipient_id == person.id, Campaign.deleted_at.is_(None))
        .order_by(RecipientGift.id)
    ).all()
    if not rows:
        return ()
    ids = [gift.id for gift, _, _ in rows]
    besides = _Besides(_mails(session, ids), _delivered(session, ids), _chances(session, ids), meetings)
    return tuple(_gift(gift, campaign, recalled_at, besides, at) for gift, campaign, recalled_at in rows)


@dataclass(frozen=True, slots=True)
class _Besides:
    """What other tables hold of gifts: when each kind of mail left (None: written, not left), when they were delivered, P of what
    was chosen, and what was answered to a meeting."""

    mails: Mapping[tuple[str, str], datetime | None]
    delivered: Mapping[str, datetime]
    chances: Mapping[str, float]
    meetings: Mapping[str, str]


def _gift(
    gift: RecipientGift, campaign: Campaign, recalled_at: datetime | None, besides: _Besides, at: datetime
) -> GiftState:
    mails = besides.mails
    until = open_until(campaign, gift)
    is_chosen = gift.product_id is not None
    return GiftState(
        id=gift.id,
        campaign_id=gift.campaign_id,
        status=gift.status,
        purpose=campaign.purpose,
        is_safe=is_chosen and recalled_at is None and gift.hold_reason not in NEEDS_AN_ANSWER,
        waits=not is_chosen and gift.hold_reason in ASKING,
        is_chosen=is_chosen,
        is_running=campaign.status in {RUNNING, PAUSED} and until > at,
        chance=besides.chances.get(gift.id),
        launched_at=gift.launched_at,
        invited_at=mails.get((gift.id, "invitation")),
        opened_at=gift.opened_at,
        decided_at=gift.decided_at,
        delivered_at=besides.delivered.get(gift.id),
        open_until=until,
        is_invited=(gift.id, "invitation") in mails,
        is_asked=(gift.id, "question") in mails,
        is_reminded=(gift.id, "reminder") in mails,
        is_followed_up=(gift.id, "how_is_it") in mails,
        is_meeting_answered=gift.id in besides.meetings,
    )


def _mails(session: Session, gift_ids: Sequence[str]) -> dict[tuple[str, str], datetime | None]:
    """(gift, kind) -> when it left, also where it is written and has not left. Mail is kept by a room above; its table is asked by
    name, since this room may not know it."""
    rows = session.execute(
        select(_MAIL.c.gift_id, _MAIL.c.kind, _MAIL.c.sent_at).where(_MAIL.c.gift_id.in_(gift_ids)).order_by(_MAIL.c.id)
    )
    found: dict[tuple[str, str], datetime | None] = {}
    for gift_id, kind, sent_at in rows:
        found[gift_id, kind] = sent_at or found.get((gift_id, kind))
    return found


def _delivered(session: Session, gift_ids: Sequence[str]) -> dict[str, datetime]:
    rows = session.execute(
        select(GiftEvent.gift_id, GiftEvent.at)
        .where(GiftEvent.gift_id.in_(gift_ids), GiftEvent.kind == EventKind.DELIVERED)
        .order_by(GiftEvent.id)
    )
    return {gift_id: moment for gift_id, moment in rows}


def _chances(session: Session, gift_ids: Sequence[str]) -> dict[str, float]:
    """P of each gift's newest record that says one."""
    rows = session.execute(
        select(DecisionRecord.gift_id, DecisionRecord.body)
        .where(DecisionRecord.gift_id.in_(gift_ids))
        .order_by(DecisionRecord.created_at, DecisionRecord.id)
    )
    return {gift_id: float(body["score"]["propensity"]) for gift_id, body in rows if "score" in body}


def _meetings(session: Session, person_id: str) -> dict[str, str]:
    rows = session.execute(
        select(MeetingAnswer.gift_id, MeetingAnswer.state).where(MeetingAnswer.recipient_id == person_id)
    )
    return {gift_id: state for gift_id, state in rows}


def _motives(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Ids of the motives that they told and let be named, the strongest first. No other fact is read for a decision, and no value
    of one stands in its record."""
    return tuple(one.id for one in facts if one.kind == "motive" and may_be_named(one) and is_clear(one))


def _threads(session: Session, person_id: str) -> tuple[str, ...]:
    """Ids of letters of theirs that wait for the giver."""
    waits = select(Letter.id).where(Letter.recipient_id == person_id, text(WAITS)).order_by(Letter.at, Letter.id)
    return tuple(session.scalars(waits))


def _answered(session: Session, person_id: str) -> frozenset[str]:
    """Kinds of questions that they have answered or skipped, and that no doubt has opened since."""
    rows = session.scalars(select(Question).where(Question.recipient_id == person_id))
    return frozenset(row.kind for row in rows if row.answered_at is not None or row.skipped_at is not None)
