"""A person as a decision sees them, gathered from the rows in few queries, however many gifts and messages there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple, cast

from sqlalchemy import String, bindparam, column, or_, select, table, text
from sqlalchemy.orm import Session

from service.brain.deciding.signals import signals_of
from service.brain.offers.who import taken_by
from service.campaigns.models import Campaign
from service.campaigns.transitions import PAUSED, RUNNING
from service.catalog.models import Product
from service.contact.may_write import Known
from service.contact.models import Contact
from service.contact.whole.policy import whole_of
from service.contact.whole.welcome import is_answered
from service.db.base import Moment
from service.db.loaded import ask
from service.decisions.next_action.layers import REMIND_AFTER
from service.decisions.next_action.person import GiftState, PersonState, Relationship, Sent, Stage
from service.gifting.events import EventKind
from service.gifting.find import open_until
from service.gifting.hold import ASKING
from service.gifting.models import DecisionRecord, GiftEvent, RecipientGift
from service.gifting.others_free import chances_now
from service.recipients.acquaintance import WEIGHTS, AccountValue
from service.recipients.afterwards.models import MeetingAnswer
from service.recipients.facts.fact import Fact, is_own_word
from service.recipients.gift_policy import FLAGS, limits_of, whole
from service.recipients.letters.models import WAITS, Letter
from service.recipients.models import Account, Question, Recipient
from service.recipients.questions import NONE_OF_THESE
from service.recipients.visibility import may_be_named

_VOID: Final = "swap_offer_void"
"""An offer of a swap that did not leave, since nothing was free any more: it is not made again, and was no reminder."""
NEEDS_AN_ANSWER: Final = frozenset({"dietary_unknown", "age_check_required"})
"""Holds that stand for safety: a gift that waits for one is not known to be safe."""
_MAIL: Final = table(
    "mail_message",
    column("id", String),
    column("recipient_id", String),
    column("gift_id", String),
    column("kind", String),
    column("created_at", Moment),
    column("sent_at", Moment),
    column("error_code", String),
)


_PERSON: Final = bindparam("person", type_=String)
_THANKED: Final = (
    select(Contact.at).where(Contact.recipient_id == _PERSON, Contact.purpose == "thank").order_by(Contact.at)
)
_MAILS: Final = (
    select(_MAIL.c.gift_id, _MAIL.c.kind, _MAIL.c.created_at, _MAIL.c.sent_at, _MAIL.c.error_code)
    .where(_MAIL.c.recipient_id == _PERSON)
    .order_by(_MAIL.c.id)
)
_RECORDS: Final = (
    select(DecisionRecord.gift_id, DecisionRecord.body)
    .where(DecisionRecord.gift_id.in_(bindparam("gifts", expanding=True)))
    .order_by(DecisionRecord.created_at, DecisionRecord.id)
)
_MEETINGS: Final = select(MeetingAnswer.gift_id, MeetingAnswer.state).where(MeetingAnswer.recipient_id == _PERSON)
_WAITING: Final = select(Letter.id).where(Letter.recipient_id == _PERSON, text(WAITS)).order_by(Letter.at, Letter.id)
_CLOSED: Final = select(Question.kind).where(
    Question.recipient_id == _PERSON, or_(Question.answered_at.is_not(None), Question.skipped_at.is_not(None))
)
"""Each put together once: a decision asks them all."""


def state_of(session: Session, person: Recipient, at: datetime, known: Known) -> PersonState:
    """Everything a decision for this person is made from, but for the contact policy, which is asked for what could be sent."""
    overall = known.whole = known.whole or whole_of(session, person, at)
    account = session.get_one(Account, person.account_id)
    policy = whole(account.gift_policy)
    caps = limits_of(policy)
    meetings = _meetings(session, person.id)
    facts = _motives(known.facts)
    mails = _mails(session, person.id)
    sent = (*(one for _, one in overall.sent), *_thanked(session, person.id))
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
        welcomed=len(mails.welcomes),
        welcomed_at=max(mails.welcomes, default=None),
        is_welcome_answered=is_answered(session, person.id, sent),
        account_sent=len(overall.account),
        gifts=_gifts(session, person, meetings, mails, at, known),
        sent=sent,
        signals=signals_of(session, person, at),
        threads=_threads(session, person.id),
        done=_answered(session, person.id) | taken_by(session, person.id),
        facts=facts,
    )


def _gifts(
    session: Session, person: Recipient, meetings: Mapping[str, str], mails: _Mails, at: datetime, known: Known
) -> tuple[GiftState, ...]:
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
    known.rows = [one for gift, campaign, _ in rows for one in (gift, campaign)]
    ids = [gift.id for gift, _, _ in rows]
    arrived = [gift.id for gift, _, _ in rows if gift.status == "delivered"]
    besides = _Besides(mails.left, _delivered(session, arrived), _chances(session, ids), meetings)
    found = (_gift(gift, campaign, recalled_at, besides, at) for gift, campaign, recalled_at in rows)
    return tuple(
        gift if (gift.id, _VOID) in mails.left else _with_others(session, gift, row, at)
        for gift, (row, _, _) in zip(found, rows, strict=True)
    )


def _with_others(session: Session, gift: GiftState, row: RecipientGift, at: datetime) -> GiftState:
    """With what could be offered in its place; asked only where that could be written to somebody today."""
    invited = gift.invited_at
    is_due = gift.status == "notified" and gift.is_running and invited is not None and invited + REMIND_AFTER <= at
    chances = chances_now(session, row, at) if is_due and gift.is_safe and not gift.is_reminded else None
    return gift if chances is None else replace(gift, own_now=chances.own, other_now=chances.other)


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
        is_swap_offered=(gift.id, "swap_offer") in mails,
        is_followed_up=(gift.id, "how_is_it") in mails,
        is_meeting_answered=gift.id in besides.meetings,
    )


def _thanked(session: Session, person_id: str) -> tuple[Sent, ...]:
    """When somebody of the sender's thanked them; in no limit, and nothing that they could leave unanswered."""
    rows = ask(session, _THANKED, {"person": person_id}).scalars()
    return tuple(Sent("thank", at, "task", is_heeded=True) for at in rows)


class _Mails(NamedTuple):
    """`left`: (gift, kind) -> when it left, None where it is written and has not left. `welcomes`: when each of the first messages
    was written."""

    left: Mapping[tuple[str, str], datetime | None]
    welcomes: Sequence[datetime]


def _mails(session: Session, person_id: str) -> _Mails:
    """Mail is kept by a room above; its table is asked by name, since this room may not know it."""
    rows = ask(session, _MAILS, {"person": person_id})
    left: dict[tuple[str, str], datetime | None] = {}
    welcomes: list[datetime] = []
    for gift_id, written_as, created_at, sent_at, error_code in rows:
        kind = _VOID if error_code == "nothing_to_offer" else written_as
        left[gift_id, kind] = sent_at or left.get((gift_id, kind))
        if kind == "welcome":
            welcomes.append(created_at)
    return _Mails(left, welcomes)


def _delivered(session: Session, gift_ids: Sequence[str]) -> dict[str, datetime]:
    if not gift_ids:
        return {}
    rows = session.execute(
        select(GiftEvent.gift_id, GiftEvent.at)
        .where(GiftEvent.gift_id.in_(gift_ids), GiftEvent.kind == EventKind.DELIVERED)
        .order_by(GiftEvent.id)
    )
    return {gift_id: moment for gift_id, moment in rows}


def _chances(session: Session, gift_ids: Sequence[str]) -> dict[str, float]:
    """P of each gift's newest record that says one."""
    rows = ask(session, _RECORDS, {"gifts": list(gift_ids)})
    return {gift_id: float(body["score"]["propensity"]) for gift_id, body in rows if "score" in body}


def _meetings(session: Session, person_id: str) -> dict[str, str]:
    return {gift_id: state for gift_id, state in ask(session, _MEETINGS, {"person": person_id})}


def _motives(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Ids of the motives that they told and let be named, the strongest first. No other fact is read for a decision, and no value
    of one stands in its record."""
    told = (one for one in facts if one.kind == "motive" and one.value != NONE_OF_THESE)
    return tuple(one.id for one in told if may_be_named(one) and is_own_word(one))


def _threads(session: Session, person_id: str) -> tuple[str, ...]:
    """Ids of letters of theirs that wait for the giver."""
    return tuple(ask(session, _WAITING, {"person": person_id}).scalars())


def _answered(session: Session, person_id: str) -> frozenset[str]:
    """Kinds of questions that they have answered or skipped, and that no doubt has opened since."""
    return frozenset(ask(session, _CLOSED, {"person": person_id}).scalars())
