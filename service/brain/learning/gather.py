"""From the histories of gifts to what a learner learns from.

People who were erased are in none of it, nor is what the guards of `gifting` say teaches nothing: a swap made for somebody else,
and anything that was chosen after something was told about food, skin or materials. Facts are read as they stood before the event,
and only those about taste are read at all; a fact that its person deleted teaches nothing any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.brain.events.models import PersonEvent, UseConsent
from service.brain.events.on_page import OTHER, other_in
from service.brain.learning.groups import groups_of
from service.catalog.models import Product
from service.db.writing.chunks import in_chunks
from service.decisions.learning.events import WEIGHT, Did, Event
from service.decisions.learning.features import Features, features_of
from service.decisions.learning.measure.parts import Key
from service.decisions.learning.popularity import Answer, Popularity, RunningShares, popularities
from service.decisions.preferences import PRIOR
from service.decisions.values import Candidate, Choice
from service.gifting.candidate import choice_of, interests_of
from service.gifting.events import EventKind
from service.gifting.for_whom import swap_teaches
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.observe_swap import about_food
from service.gifting.tastes import tastes_of
from service.recipients.afterwards.models import Rating
from service.recipients.facts.fact import Fact, fact_of, in_force
from service.recipients.models import ProfileFact, Question, Recipient
from service.recipients.wishes.rather import KIND as RATHER

_OF_TASTE: Final = ("interest", "motive", "taste", RATHER)
"""The only kinds of facts that are read for learning."""
_READ: Final = (
    EventKind.SWAPPED,
    EventKind.ACCEPTED,
    EventKind.DECLINED,
    EventKind.UNDONE,
    EventKind.ACCEPTANCE_STOPPED,
)
_MOODS: Final[Mapping[str, Did]] = {"love": Did.PRAISED, "good": Did.PRAISED, "not": Did.REGRETTED}
"""What an answer to "how is it?" says of the gift; "wrong" says that something went wrong with it, and nothing of taste."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """`through_event` is the newest event that was there; `groups` the parts of the people, by kind and value."""

    events: tuple[Event, ...]
    popularity: Mapping[str, Popularity]
    groups: Mapping[Key, frozenset[str]]
    through_event: int


@dataclass(frozen=True, slots=True)
class _Step:
    """What somebody did with one gift, before features are made of it."""

    id: str
    did: Did
    at: datetime
    gift: RecipientGift
    product_id: str
    other_id: str | None = None
    reason: str | None = None


def gather(session: Session, workspace_id: str, now: datetime) -> Gathered:
    """All that a workspace's people did with their gifts, in time's order."""
    through = session.scalar(select(func.max(GiftEvent.id)).where(GiftEvent.workspace_id == workspace_id)) or 0
    gifts = _gifts(session, workspace_id)
    steps = sorted(_steps(session, gifts), key=lambda step: (step.at, step.id))
    choices = {
        product.id: choice_of(product)
        for product in session.scalars(select(Product).where(Product.workspace_id == workspace_id))
    }
    people = sorted({step.gift.recipient_id for step in steps})
    facts = _facts(session, people)
    groups = groups_of(session, workspace_id, people, now)
    events = tuple(_events(steps, choices, facts))
    answers = [
        Answer(step.product_id, event.is_yes, event.weight(now) / WEIGHT[event.did])
        for step, event in _answers(steps, events)
        if event.teaches and event.at <= now
    ]
    found = popularities(answers, {key: choice.category for key, choice in choices.items()})
    return Gathered(events, {key: one for key, one in found.items() if one.answers}, groups, through)


def _gifts(session: Session, workspace_id: str) -> dict[str, RecipientGift]:
    """Launched gifts by id, of people who were not erased."""
    rows = session.scalars(
        select(RecipientGift)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(
            RecipientGift.workspace_id == workspace_id,
            RecipientGift.launched_at.is_not(None),
            Recipient.erased_at.is_(None),
        )
    )
    return {gift.id: gift for gift in rows}


def _steps(session: Session, gifts: Mapping[str, RecipientGift]) -> Iterable[_Step]:
    for some in in_chunks(sorted(gifts)):
        chunk = [gifts[key] for key in some]
        barred = about_food(session, chunk) | _not_theirs(session, chunk) | _passed_on(chunk)
        history: defaultdict[str, list[GiftEvent]] = defaultdict(list)
        for event in session.scalars(
            select(GiftEvent).where(GiftEvent.gift_id.in_(some), GiftEvent.kind.in_(_READ)).order_by(GiftEvent.id)
        ):
            history[event.gift_id].append(event)
        for key in some:
            if key not in barred:
                yield from _of_gift(gifts[key], history[key])
        teaching = [gift for gift in chunk if gift.id not in barred]
        yield from _moods(session, teaching)
        yield from _looks(session, teaching, history)


def _not_theirs(session: Session, gifts: Sequence[RecipientGift]) -> frozenset[str]:
    """Gifts that were exchanged for somebody else, or may have been."""
    asked = select(Question.gift_id).where(
        Question.kind == "for_whom", Question.gift_id.in_([gift.id for gift in gifts])
    )
    by_id = {gift.id: gift for gift in gifts}
    return frozenset(
        gift_id
        for gift_id in session.scalars(asked)
        if gift_id is not None and not swap_teaches(session, by_id[gift_id])
    )


def _passed_on(gifts: Sequence[RecipientGift]) -> frozenset[str]:
    """Gifts that somebody said yes to for a colleague: that says nothing of what they like."""
    return frozenset(gift.id for gift in gifts if gift.passed_on_at is not None)


def _of_gift(gift: RecipientGift, history: Sequence[GiftEvent]) -> list[_Step]:
    """What was taken back is as if it had not been."""
    done: list[_Step] = []
    for event in history:
        product_id, before = event.body.get("product_id"), event.body.get("from_product_id")
        if event.kind in {EventKind.UNDONE, EventKind.ACCEPTANCE_STOPPED}:
            if done and done[-1].did in {Did.KEPT, Did.DECLINED}:
                done.pop()
        elif product_id is None:
            continue
        elif event.kind == EventKind.SWAPPED:
            if done and done[-1].did == Did.SWAPPED and done[-1].other_id == product_id:
                done.pop()
            elif before is not None:
                done.append(_Step(f"evt_{event.id}", Did.SWAPPED, event.at, gift, product_id, before))
        elif event.kind == EventKind.ACCEPTED:
            done.append(_Step(f"evt_{event.id}", Did.KEPT, event.at, gift, product_id))
        else:
            reason = event.body.get("reason")
            done.append(_Step(f"evt_{event.id}", Did.DECLINED, event.at, gift, product_id, reason=reason))
    left = [
        replace(step, id=f"{step.id}_left", did=Did.LEFT, product_id=step.other_id, other_id=None)
        for step in done
        if step.did == Did.SWAPPED and step.other_id is not None
    ]
    return [*done, *left]


def _moods(session: Session, gifts: Sequence[RecipientGift]) -> Iterable[_Step]:
    by_id = {gift.id: gift for gift in gifts}
    rows = session.scalars(select(Rating).where(Rating.gift_id.in_(sorted(by_id)), Rating.kind == "how_is_it"))
    for row in rows:
        did = _MOODS.get(row.answer or "")
        gift = by_id[row.gift_id or ""]
        if did is not None and row.answered_at is not None and gift.product_id is not None:
            yield _Step(row.id, did, row.answered_at, gift, gift.product_id)


def _looks(
    session: Session, gifts: Sequence[RecipientGift], history: Mapping[str, Sequence[GiftEvent]]
) -> Iterable[_Step]:
    """Other gifts that people looked at rather than at what they had, of those who let us count it."""
    by_id = {gift.id: gift for gift in gifts}
    rows = session.execute(
        select(PersonEvent.id, PersonEvent.code, PersonEvent.at)
        .join(UseConsent, UseConsent.recipient_id == PersonEvent.recipient_id)
        .where(
            PersonEvent.recipient_id.in_(sorted({gift.recipient_id for gift in gifts})),
            PersonEvent.code.startswith(OTHER, autoescape=True),
        )
    )
    for event_id, code, at in rows:
        gift_id, product_id = other_in(code) or ("", "")
        if gift_id not in by_id:
            continue
        held = _held_at(by_id[gift_id], history.get(gift_id, ()), at)
        if held is not None and held != product_id:
            yield _Step(event_id, Did.LOOKED, at, by_id[gift_id], product_id, held)


def _held_at(gift: RecipientGift, history: Sequence[GiftEvent], at: datetime) -> str | None:
    """What somebody had at a moment: what their last swap before it was to, else what their first one was from."""
    swaps = [event for event in history if event.kind == EventKind.SWAPPED]
    before = [event for event in swaps if event.at <= at]
    if before:
        return before[-1].body.get("product_id")
    return swaps[0].body.get("from_product_id") if swaps else gift.product_id


def _facts(session: Session, people: Sequence[str]) -> dict[str, list[Fact]]:
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for some in in_chunks(people):
        rows = select(ProfileFact).where(
            ProfileFact.recipient_id.in_(some), ProfileFact.kind.in_(_OF_TASTE), ProfileFact.withdrawn_at.is_(None)
        )
        for row in session.scalars(rows.order_by(ProfileFact.created_at, ProfileFact.id)):
            found[row.recipient_id].append(fact_of(row))
    return found


def _events(
    steps: Sequence[_Step], choices: Mapping[str, Choice], facts: Mapping[str, Sequence[Fact]]
) -> Iterable[Event]:
    """Popularity is what it was before each event, so that no answer is expected by itself."""
    running = RunningShares({key: choice.category for key, choice in choices.items()})
    for step in steps:
        if step.product_id not in choices or (step.other_id is not None and step.other_id not in choices):
            continue
        person = _person(step, facts.get(step.gift.recipient_id, ()))

        def shown(product_id: str, person: Candidate = person) -> Features:
            choice = replace(choices[product_id], popularity=running.share(product_id))
            return features_of(person, choice, PRIOR)

        others = () if step.other_id is None else (shown(step.other_id),)
        event = Event(step.id, step.did, step.at, step.gift.recipient_id, shown(step.product_id), others, step.reason)
        yield event
        if step.other_id is None and event.teaches:
            running.add(step.product_id, event.is_yes)


def _person(step: _Step, facts: Sequence[Fact]) -> Candidate:
    """As they were known before the event: what it says itself is not yet among it."""
    on = step.at.date()
    known = [fact for fact in facts if fact.since < step.at and (fact.valid_until is None or on <= fact.valid_until)]
    gift = step.gift
    interests = interests_of(in_force([fact for fact in known if fact.kind != RATHER]))
    return Candidate(gift.recipient_id, gift.account_id, "", interests=interests, tastes=tastes_of(known, on))


def _answers(steps: Sequence[_Step], events: Sequence[Event]) -> Iterable[tuple[_Step, Event]]:
    by_id = {step.id: step for step in steps}
    for event in events:
        if not event.others:
            yield by_id[event.id], event
