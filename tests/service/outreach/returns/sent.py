"""A mail of ours that has left, and what is known about it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from service.contact.models import Suppression
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage, MailReturn, ReturnCount
from service.outreach.returns.take import Taken
from service.outreach.returns.take_in import take_in
from service.recipients.models import Recipient
from service.security.encryption import address_hash
from service.security.ids import new_id
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene
from tests.service.outreach.returns.letters import TO


@dataclass(frozen=True)
class Sent:
    scene: Scene
    message_id: str
    person_id: str
    gift_id: str


def sent(kind: str = "invitation", state: str = "sent", **gift: Any) -> Sent:
    """Ana of one company, whose mail of this kind stands in this state."""
    scene = scene_now()
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        person.email, person.email_hash = TO, address_hash(TO)
        row = session.get_one(RecipientGift, scene.gifts[0].id)
        for name, value in ({"status": "notified", "delivery_status": "scheduled"} | gift).items():
            setattr(row, name, value)
        message = MailMessage(
            id=new_id("msg"),
            workspace_id=scene.workspace_id,
            gift_id=row.id,
            recipient_id=person.id,
            kind=kind,
            idempotency_key=f"{kind}:{row.id}",
            state=state,
            created_at=utc_now(),
        )
        session.add(message)
        return Sent(scene, message.id, person.id, row.id)


def bring(raw: bytes, times: int = 1) -> Taken:
    """The same message comes in so many times; what became of the last."""
    return [take_in(raw) for _ in range(times)][-1]


def mail(mail: Sent) -> tuple[str, str | None]:
    """(state, why)"""
    with reading() as session:
        row = session.get_one(MailMessage, mail.message_id)
        return row.state, row.error_code


def delivery(mail: Sent) -> str:
    with reading() as session:
        return session.get_one(RecipientGift, mail.gift_id).delivery_status


def person(mail: Sent) -> Recipient:
    with reading() as session:
        return session.get_one(Recipient, mail.person_id)


def suppressions() -> list[tuple[str, str | None]]:
    """(reason, code) of every address that stands suppressed."""
    with reading() as session:
        rows = session.scalars(select(Suppression).where(Suppression.lifted_at.is_(None)))
        return [(row.reason, row.code) for row in rows]


def returns() -> list[tuple[str, str | None]]:
    with reading() as session:
        rows = session.execute(select(MailReturn.kind, MailReturn.code).order_by(MailReturn.kind))
        return [(kind, code) for kind, code in rows]


def counts() -> dict[tuple[str, bool], int]:
    with reading() as session:
        return {(row.kind, row.is_matched): row.number for row in session.scalars(select(ReturnCount))}
