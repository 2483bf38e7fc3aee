"""The people who have a recalled product: what is known about each one's notice, and what a person may write down about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from renderers.language.translations import LOCALES, resolve
from service.errors import Conflict, NotFound
from service.gifting.models import Incident, RecipientGift
from service.outreach.models import MailMessage, Recall, RecallNotice
from service.recipients.models import Account, Recipient
from service.recipients.names import name_of
from service.safety.recalls.read_recall import RecallInvalid, wrong_text
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


@dataclass(frozen=True, slots=True)
class Told:
    """One person's notice. `name` None: none is known. `message` None: a draft that nobody has sent."""

    notice: RecallNotice
    status: str
    message: MailMessage | None
    name: str | None
    company: str
    locale: str

    @property
    def way(self) -> Literal["confirmed", "sent", "card"] | None:
        """The best that is known of how they were reached; None: not at all."""
        if self.notice.confirmed_at is not None:
            return "confirmed"
        if self.message is not None and self.message.state == "sent" and self.notice.returned_at is None:
            return "sent"
        return "card" if self.notice.card_left_at is not None else None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people have `confirmed`; of the others, to how many a mail left that did not come back, or a `card`; and how many
    are `unreached`, those who were erased among them. `people`: who could be written to at all."""

    confirmed: int
    sent: int
    card: int
    unreached: int
    people: int


@dataclass(frozen=True, slots=True)
class Notices:
    """`erased`: people who have it and have had themselves erased; nobody can write to them."""

    told: Sequence[Told]
    erased: int

    @property
    def drafts(self) -> int:
        """Notices that were not sent yet."""
        return sum(line.notice.message_id is None for line in self.told)

    @property
    def confirmed(self) -> int:
        """Notices whose person has said that they read it."""
        return sum(line.notice.confirmed_at is not None for line in self.told)

    @property
    def reach(self) -> Reach:
        """Who was reached and who not. Everybody is in one of the four, and nobody's silence counts as reached."""
        ways = [line.way for line in self.told]
        return Reach(
            ways.count("confirmed"), ways.count("sent"), ways.count("card"), ways.count(None) + self.erased, len(ways)
        )

    @property
    def languages(self) -> Mapping[str, int]:
        """Language -> people who read the notice in it, in the order of our languages."""
        read = [resolve(line.locale) for line in self.told]
        return {locale: read.count(locale) for locale in LOCALES if locale in read}


def list_notices(session: Session, recall: Recall) -> Notices:
    """Everybody, those first who have not confirmed and of whom the least is known."""
    rows = session.execute(
        select(RecallNotice, RecipientGift.status, MailMessage, Recipient, Account.name)
        .join(RecipientGift, RecipientGift.id == RecallNotice.gift_id)
        .join(Recipient, Recipient.id == RecallNotice.recipient_id)
        .join(Account, Account.id == Recipient.account_id)
        .outerjoin(MailMessage, MailMessage.id == RecallNotice.message_id)
        .where(RecallNotice.recall_id == recall.id, Recipient.erased_at.is_(None))
    ).all()
    told = [
        Told(notice, status, message, name_of(person).full, company, person.locale)
        for notice, status, message, person, company in rows
    ]
    return Notices(sorted(told, key=_urgency), _erased(session, recall))


def of_recall(recall: Recall) -> ColumnElement[bool]:
    """The incidents of this recall; those that left after their product was recalled belong to the one of the whole product."""
    mine = Incident.recall_id == recall.id
    if recall.reach == "product":
        mine |= Incident.recall_id.is_(None)
    return (Incident.product_id == recall.product_id) & (Incident.kind == "recalled") & mine


def find_recall(session: Session, workspace_id: str, product_id: str, recall_id: str = "") -> Recall:
    """The recall of a product, the latest or that of the id. Raises NotFound where there is none, and just so where it is somebody
    else's."""
    found = session.scalar(
        select(Recall)
        .where(
            Recall.product_id == product_id,
            Recall.workspace_id == workspace_id,
            *((Recall.id == recall_id,) if recall_id else ()),
        )
        .order_by(Recall.opened_at.desc(), Recall.id)
        .limit(1)
    )
    if found is None:
        raise NotFound("This gift wasn’t recalled.")
    return found


def recalls_of(session: Session, product_id: str) -> Sequence[Recall]:
    """All recalls of a product, of it whole and of its batches, the latest first."""
    return session.scalars(
        select(Recall).where(Recall.product_id == product_id).order_by(Recall.opened_at.desc(), Recall.id)
    ).all()


def count_waiting(session: Session, recall: Recall) -> int:
    """People of whom ops still has something open about this recall."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Incident)
            .where(
                Incident.workspace_id == recall.workspace_id,
                of_recall(recall),
                Incident.closed_at.is_(None),
            )
        )
        or 0
    )


def write_words(session: Session, recall: Recall, texts: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """Replaces the recaller's words, locale -> text; an empty one goes, and its readers get the English words, marked as such.

    Raises RecallInvalid for words that are not right, Conflict once the notices have been sent.
    """
    if recall.sent_at is not None:
        raise Conflict("The notices have been sent with this text. It can no longer be changed.")
    words = {locale: texts.get(locale, "").strip() for locale in LOCALES}
    wrong = [wrong_text(f"text_{locale}", text) for locale, text in words.items() if text or locale == "en"]
    if errors := {name: sentence for found in wrong for name, sentence in found.items()}:
        raise RecallInvalid(errors)
    recall.texts = {locale: text for locale, text in words.items() if text}
    body = {"languages": sorted(recall.texts)}
    record_act(session, actor, "recall.worded", at, subject_id=recall.id, body=body)


def mark_returned(session: Session, recall: Recall, notice_id: str, actor: Actor, at: datetime) -> None:
    """The mail came back. Raises NotFound for a notice of no such recall, Conflict where it never left or is marked already."""
    known = session.scalar(
        select(RecallNotice.id).where(RecallNotice.id == notice_id, RecallNotice.recall_id == recall.id)
    )
    if known is None:
        raise NotFound("There’s no such notice.")
    marked = session.scalar(
        update(RecallNotice)
        .where(RecallNotice.id == notice_id, RecallNotice.message_id.is_not(None), RecallNotice.returned_at.is_(None))
        .values(returned_at=at)
        .returning(RecallNotice.id)
        .execution_options(synchronize_session=False)
    )
    if marked is None:
        raise Conflict("Only an email that was sent can bounce, and only once.")
    record_act(session, actor, "recall.returned", at, subject_id=notice_id)


def _urgency(line: Told) -> tuple[bool, bool, bool, str, str]:
    """Unconfirmed first, of those what came back or never left, then by company."""
    return (
        line.notice.confirmed_at is not None,
        line.way is not None,
        line.message is not None,
        line.company,
        line.notice.id,
    )


def _erased(session: Session, recall: Recall) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(RecallNotice)
            .join(Recipient, Recipient.id == RecallNotice.recipient_id)
            .where(RecallNotice.recall_id == recall.id, Recipient.erased_at.is_not(None))
        )
        or 0
    )
