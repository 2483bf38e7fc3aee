"""The register of insights: one written down, what became of its test, and which of them count today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.register.models import OUTCOMES, WAYS, Insight
from service.campaigns.find import find_campaign
from service.dietary.detect import detect
from service.errors import Conflict, InvalidInput, NotFound
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import one_line, written

Counts = Literal["counts", "guess", "expired", "no"]
MOST: Final = 500
LONGEST: Final = 200
SOON: Final = 30
"""Days before it expires, from which on the page says so."""


def counts_today(insight: Insight, today: date) -> Counts:
    """Whether it counts. Expired: no longer, whatever its test said. A test without a difference: no. What people told counts until
    it is old; what is expected or was only seen counts as a guess until a test says that it holds."""
    if insight.expires_on < today:
        return "expired"
    if insight.outcome == "no_difference":
        return "no"
    return "counts" if insight.outcome == "holds" or insight.way == "asked" else "guess"


def insights_of(session: Session, workspace_id: str, campaign_id: str | None = None) -> Sequence[Insight]:
    """The newest first. `campaign_id`: those that this campaign rests on, and those that every one may."""
    query = select(Insight).where(Insight.workspace_id == workspace_id)
    if campaign_id is not None:
        query = query.where((Insight.campaign_id == campaign_id) | Insight.campaign_id.is_(None))
    return session.scalars(query.order_by(Insight.learned_on.desc(), Insight.id)).all()


def add_insight(session: Session, actor: Actor, form: Mapping[str, str], at: datetime) -> Insight:
    """From a form: sentence, because, way, source, learned_on, test, expires_on, campaign. Raises InvalidInput with
    the field that is wrong, NotFound for a campaign that the actor doesn't see, Conflict where there are too many."""
    today = at.date()
    if len(insights_of(session, actor.workspace_id)) >= MOST:
        raise Conflict(f"The register holds at most {MOST} insights.")
    way = form.get("way", "")
    if way not in WAYS:
        raise InvalidInput("Say how you came to it: deductive, inductive or asked.", param="way")
    learned, expires = _day(form, "learned_on"), _day(form, "expires_on")
    if learned > today:
        raise InvalidInput("Nobody has learned anything in the future.", param="learned_on")
    if expires < learned or expires < today:
        raise InvalidInput("The day until which it counts has to lie ahead.", param="expires_on")
    campaign = form.get("campaign", "").strip()
    row = Insight(
        id=new_id("ins"),
        workspace_id=actor.workspace_id,
        campaign_id=find_campaign(session, actor, campaign).id if campaign else None,
        sentence=_words(form, "sentence", needed="Write what you believe in one sentence."),
        because=_words(form, "because", needed="Say what it rests on: a theory, choices, or people’s answers."),
        way=way,
        source=_words(form, "source", needed="Say who or what it comes from."),
        learned_on=learned,
        test=_words(form, "test"),
        outcome="untested",
        outcome_note="",
        outcome_on=None,
        expires_on=expires,
        made_by=actor.user_id,
        made_at=at,
    )
    session.add(row)
    session.flush()
    record_act(session, actor, "insight.added", at, subject_id=row.id, body={"way": way})
    return row


def settle_insight(session: Session, actor: Actor, insight_id: str, form: Mapping[str, str], at: datetime) -> None:
    """What became of its test: outcome, note, test. Raises NotFound, InvalidInput; Conflict for one that has expired: its test
    would be of something that no longer counts."""
    row = session.scalar(
        select(Insight).where(Insight.id == insight_id, Insight.workspace_id == actor.workspace_id).with_for_update()
    )
    if row is None:
        raise NotFound("There’s no such insight.")
    if row.expires_on < at.date():
        raise Conflict("This insight has expired. Write it down anew with today’s date.")
    outcome = form.get("outcome", "")
    if outcome not in OUTCOMES or outcome == "untested":
        raise InvalidInput("Say what became of it: testing, holds or no_difference.", param="outcome")
    test = _words(form, "test") or row.test
    if not test:
        raise InvalidInput("Say how it was tested.", param="test")
    note = _words(form, "note", needed="Write the outcome in one line, with its figures.")
    row.outcome, row.outcome_note, row.outcome_on, row.test = outcome, note, at.date(), test
    record_act(session, actor, "insight.settled", at, subject_id=row.id, body={"outcome": outcome})


def _words(form: Mapping[str, str], field: str, needed: str = "") -> str:
    words = one_line(written(form.get(field, "")) or "")
    if not words and needed:
        raise InvalidInput(needed, param=field)
    if len(words) > LONGEST:
        raise InvalidInput(f"Use at most {LONGEST} characters.", param=field)
    if (found := detect(words)) is not None:
        named = ", ".join(f"“{word}”" for word in found.words)
        raise InvalidInput(
            f"This says what people eat or avoid ({named}). That teaches nothing: leave it out.", param=field
        )
    return words


def _day(form: Mapping[str, str], field: str) -> date:
    try:
        return date.fromisoformat(form.get(field, "").strip())
    except ValueError:
        raise InvalidInput("Choose a day.", param=field) from None
