"""The printed card as the second way: for whoever no mail has reached, and who has not confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from renderers.language.translations import resolve
from renderers.statement.card.recall import MOST, RecallCard, draw_recall_cards
from service.db.connect import reading, transaction
from service.errors import Conflict, NotFound
from service.gifting.models import RecipientGift
from service.gifting.number import gift_number
from service.outreach.letters.recall_letter import recall_facts
from service.outreach.models import Recall, RecallNotice
from service.recipients.postal.addresses import address_of
from service.recipients.postal.label_lines import label_lines
from service.safety.recalls.notices import Told, list_notices
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def to_print(told: Sequence[Told]) -> list[Told]:
    """Who is to get one, those first for whom none was printed yet. A notice that nobody has sent is no reason for a card."""
    unreached = [line for line in told if line.way is None and line.notice.message_id is not None]
    return sorted(unreached, key=lambda line: (line.notice.card_printed_at is not None, line.notice.id))


def print_cards(workspace_id: str, recall_id: str, actor: Actor, at: datetime) -> bytes:
    """One PDF for the next of them. Whoever may not see addresses prints who it is handed to.

    Nothing is drawn inside a transaction; whether somebody was erased or has confirmed is asked again when it is written down.
    Raises Conflict where there is nobody, or somebody confirmed meanwhile, and what drawing raises.
    """
    with reading() as session:
        recall = _recall(session, workspace_id, recall_id)
        lines = to_print(list_notices(session, recall).told)[:MOST]
        if not lines:
            raise Conflict("Everyone was reached, so there’s no card to print.")
        cards = [_card(session, recall, line, actor) for line in lines]
    pdf = draw_recall_cards(cards)
    with transaction() as session:
        recall = _recall(session, workspace_id, recall_id)
        still = {line.notice.id for line in to_print(list_notices(session, recall).told)}
        if not {line.notice.id for line in lines} <= still:
            raise Conflict("Someone was reached while the cards were made. Print them again.")
        printed = RecallNotice.id.in_([line.notice.id for line in lines])
        session.execute(
            update(RecallNotice).where(printed).values(card_printed_at=at).execution_options(synchronize_session=False)
        )
        record_act(session, actor, "recall.cards_printed", at, subject_id=recall.id, body={"people": len(lines)})
    return pdf


def mark_left(session: Session, recall: Recall, notice_id: str, actor: Actor, at: datetime) -> None:
    """The card was posted or handed over. Raises NotFound for a notice of no such recall, Conflict where none was printed, or
    it was said before."""
    known = select(RecallNotice.id).where(RecallNotice.id == notice_id, RecallNotice.recall_id == recall.id)
    if session.scalar(known) is None:
        raise NotFound("There’s no such notice.")
    marked = session.execute(
        update(RecallNotice)
        .where(
            RecallNotice.id == notice_id,
            RecallNotice.card_printed_at.is_not(None),
            RecallNotice.card_left_at.is_(None),
        )
        .values(card_left_at=at)
        .returning(RecallNotice.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not marked:
        raise Conflict("Print the card first; that it left can be said once.")
    record_act(session, actor, "recall.card_left", at, subject_id=notice_id)


def _card(session: Session, recall: Recall, line: Told, actor: Actor) -> RecallCard:
    gift = session.get_one(RecipientGift, line.notice.gift_id)
    address = address_of(session, gift.id) if actor.may("pack_parcels") else None
    lines = label_lines(address) if address is not None else [line.name, line.company]
    return RecallCard(
        locale=resolve(line.locale),
        number=gift_number(gift),
        to=tuple(one for one in lines if one),
        facts=recall_facts(session, recall, gift),
    )


def _recall(session: Session, workspace_id: str, recall_id: str) -> Recall:
    found = session.scalar(select(Recall).where(Recall.id == recall_id, Recall.workspace_id == workspace_id))
    if found is None:
        raise NotFound("There’s no such recall.")
    return found
