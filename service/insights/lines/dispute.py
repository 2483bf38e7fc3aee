"""Somebody of the sender says that a line of a statement is wrong; ops answer; the sender closes it.

A dispute moves no money and no gift: whoever answers puts right what is wrong by the act that there is for it, and says so here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.errors import Conflict, Forbidden, InvalidInput, NotFound
from service.gifting.find import find_gift, find_gift_in
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.recipients.disputes.models import LineDispute
from service.recipients.facts.heard import hear_once
from service.recipients.models import Recipient
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import is_plain, written

Reason = Literal["not_arrived", "came_back", "amount", "answer", "twice", "other"]
Outcome = Literal["corrected", "stands"]
REASONS: Final[Mapping[Reason, str]] = {
    "not_arrived": "Charged, and it never arrived",
    "came_back": "It came back, and the money didn’t",
    "amount": "The amount is wrong",
    "answer": "They say they answered differently",
    "twice": "It’s charged twice",
    "other": "Something else",
}
"""Why a line is disputed, as pages say it. Nothing in them is about what somebody eats, believes or has told us."""
OUTCOMES: Final[Mapping[str, str]] = {
    "corrected": "Corrected",
    "stands": "The line is right as it stands",
    "withdrawn": "Withdrawn",
}
LONGEST: Final = 500
"""Characters of a note, and of an answer."""


def open_dispute(
    session: Session, campaign: Campaign, gift_id: str, reason: str, note: str, actor: Actor, at: datetime
) -> LineDispute:
    """Writes it down; the note is read for dietary words before it is kept, and where it speaks of food its person is asked.

    Raises NotFound for a gift that is no line of this campaign's statement, InvalidInput for a reason or note that cannot be taken,
    Conflict where the line is disputed already, Forbidden for an actor who is nobody.
    """
    if actor.user_id is None:
        raise Forbidden("Only a person disputes a line.")
    gift = find_gift_in(session, campaign, gift_id)
    if gift.launched_at is None:
        raise NotFound("There’s no such line.")
    if reason not in get_args(Reason):
        raise InvalidInput("Choose what is wrong with the line.", param="reason")
    words = _read(note, "note")
    if reason == "other" and words is None:
        raise InvalidInput("Say in a few words what is wrong.", param="note")
    lock_gift(session, gift)
    person = _heard(session, gift, words, at)
    if person.erased_at is not None:
        words = None
    if standing_dispute(session, gift.id) is not None:
        raise Conflict("This line is disputed already.")
    dispute = LineDispute(
        id=new_id("dis"),
        workspace_id=gift.workspace_id,
        campaign_id=gift.campaign_id,
        gift_id=gift.id,
        recipient_id=gift.recipient_id,
        reason=reason,
        state="open",
        note=words,
        opened_by=actor.user_id,
        opened_at=at,
    )
    session.add(dispute)
    session.flush()
    record_act(session, actor, "statement.disputed", at, subject_id=gift.id, body={"reason": reason})
    return dispute


def standing_dispute(session: Session, gift_id: str) -> LineDispute | None:
    """The gift's dispute that is not closed."""
    return session.scalar(
        select(LineDispute)
        .where(LineDispute.gift_id == gift_id, LineDispute.state != "closed")
        .execution_options(populate_existing=True)
    )


def answer_dispute(
    session: Session, dispute_id: str, outcome: str, words: str, actor: Actor, at: datetime
) -> LineDispute:
    """Ops say what came of it. Raises NotFound where there is none in their workspace, InvalidInput, or Conflict where it was
    answered or withdrawn before."""
    dispute = session.scalar(
        select(LineDispute).where(LineDispute.id == dispute_id, LineDispute.workspace_id == actor.workspace_id)
    )
    if dispute is None:
        raise NotFound("There’s no such dispute.")
    if outcome not in get_args(Outcome):
        raise InvalidInput("Say whether the line was corrected, or is right as it stands.", param="outcome")
    said = _read(words, "answer")
    if said is None:
        raise InvalidInput("Answer in a few words.", param="answer")
    gift = find_gift(session, actor.workspace_id, dispute.gift_id)
    lock_gift(session, gift)
    if _heard(session, gift, said, at).erased_at is not None:
        said = None
    values = {"outcome": outcome, "answer": said, "answered_by": actor.user_id, "answered_at": at}
    _move(session, dispute, ("open",), "answered", values)
    record_act(session, actor, "statement.dispute_answered", at, subject_id=gift.id, body={"outcome": outcome})
    return dispute


def close_dispute(session: Session, campaign: Campaign, gift_id: str, actor: Actor, at: datetime) -> LineDispute:
    """The sender is content with the answer, or takes back a dispute that nobody has answered. Raises NotFound for another
    campaign's gift, Conflict where nothing stands any more."""
    gift = find_gift_in(session, campaign, gift_id)
    lock_gift(session, gift)
    dispute = standing_dispute(session, gift.id)
    if dispute is None:
        raise Conflict("This line isn’t disputed any more.")
    outcome = dispute.outcome or "withdrawn"
    _move(session, dispute, (dispute.state,), "closed", {"outcome": outcome, "closed_at": at})
    record_act(session, actor, "statement.dispute_closed", at, subject_id=gift.id, body={"outcome": outcome})
    return dispute


def _move(
    session: Session, dispute: LineDispute, sources: tuple[str, ...], state: str, values: Mapping[str, object]
) -> None:
    moved = session.execute(
        update(LineDispute)
        .where(LineDispute.id == dispute.id, LineDispute.state.in_(sources))
        .values(state=state, **values)
        .returning(LineDispute.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.refresh(dispute)
    if not moved:
        raise Conflict("Someone has answered or closed this dispute in the meantime.")


def _read(typed: str, param: str) -> str | None:
    words = written(typed).strip() or None
    if words is None:
        return None
    if len(words) > LONGEST:
        raise InvalidInput(f"Use at most {LONGEST} characters.", param=param)
    if not is_plain(typed):
        raise InvalidInput("There are signs in it that can’t be read. Type it again.", param=param)
    return words


def _heard(session: Session, gift: RecipientGift, words: str | None, at: datetime) -> Recipient:
    """The person, who is locked. What the words say of food is asked of them and counts until they answer."""
    person = session.get_one(Recipient, gift.recipient_id)
    if words is not None and person.erased_at is None and hear_once(session, person, words, "imported", at):
        look_at_person(session, person.id, at)
    return person
