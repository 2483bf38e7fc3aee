"""What went wrong with safety, as ops reads it: which gift and product, what is asked, and whether its person was told.

No name, no address and no diet: ops needs the parcel, not the person. That something made somebody ill is seen by those alone who
pack: they cannot tell whose parcel it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.page import SIZE, Page, page_number
from service.gifting.models import Incident, RecipientGift
from service.gifting.number import gift_number
from service.outreach.models import LEFT, MailMessage

_ONE_BY_ONE: Final = Incident.kind.not_in(("recalled", "ill"))


@dataclass(frozen=True, slots=True)
class Case:
    """One incident. `told_at` None: its notice has not left; `mail_id` is the mail that tells it, where there is one."""

    incident: Incident
    number: str
    sku: str
    product: str
    mail_id: str | None
    mail_state: str | None
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecallCase:
    """What is open of one recall: its people stand on the recall's own page."""

    product_id: str
    sku: str
    product: str
    since: datetime
    people: int


@dataclass(frozen=True, slots=True)
class IllCase:
    """A gift that is stopped for everybody: `incident_id` is the first report, of `people` that nobody has looked into."""

    incident_id: str
    sku: str
    product: str
    since: datetime
    people: int


@dataclass(frozen=True, slots=True)
class Cases:
    """`ill` and `recalls` are open ones; `page` lists single incidents, the open ones first. `stopped`: gifts that are stopped for
    everybody, which is all that whoever is not to see `ill` is told."""

    ill: Sequence[IllCase]
    stopped: int
    recalls: Sequence[RecallCase]
    page: Page[Case]
    open: int


def list_cases(session: Session, workspace_id: str, wanted: str | None, *, sees_ill: bool) -> Cases:
    """The wanted page, as the address names it."""
    ill = _ill(session, workspace_id)
    ours = (Incident.workspace_id == workspace_id, _ONE_BY_ONE)
    total = session.scalar(select(func.count()).select_from(Incident).where(*ours)) or 0
    waiting = session.scalar(select(func.count()).select_from(Incident).where(*ours, Incident.closed_at.is_(None))) or 0
    number = page_number(wanted, total)
    rows = session.execute(
        select(Incident, RecipientGift, Product, MailMessage)
        .join(RecipientGift, RecipientGift.id == Incident.gift_id)
        .join(Product, Product.id == Incident.product_id)
        .outerjoin(MailMessage, (MailMessage.about_id == Incident.id) & (MailMessage.kind == "safety_notice"))
        .where(*ours)
        .order_by(Incident.closed_at.is_not(None), Incident.opened_at.desc(), Incident.id)
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    ).all()
    items = [_case(incident, gift, product, mail) for incident, gift, product, mail in rows]
    return Cases(
        ill if sees_ill else (),
        len(ill),
        _recalls(session, workspace_id),
        Page(items, number, total),
        waiting + (sum(one.people for one in ill) if sees_ill else 0),
    )


def _case(incident: Incident, gift: RecipientGift, product: Product, mail: MailMessage | None) -> Case:
    return Case(
        incident,
        gift_number(gift),
        product.sku,
        product.texts["en"]["name"],
        None if mail is None else mail.id,
        None if mail is None else mail.state,
        mail.sent_at if mail is not None and mail.state in LEFT else None,
    )


def _ill(session: Session, workspace_id: str) -> Sequence[IllCase]:
    rows = session.execute(
        select(Product, func.min(Incident.id), func.min(Incident.opened_at), func.count())
        .join(Incident, Incident.product_id == Product.id)
        .where(Incident.workspace_id == workspace_id, Incident.kind == "ill", Incident.closed_at.is_(None))
        .group_by(Product.id)
        .order_by(func.min(Incident.opened_at), Product.id)
    ).all()
    return [
        IllCase(incident_id, product.sku, product.texts["en"]["name"], since, people)
        for product, incident_id, since, people in rows
    ]


def _recalls(session: Session, workspace_id: str) -> Sequence[RecallCase]:
    rows = session.execute(
        select(Product, func.min(Incident.opened_at), func.count())
        .join(Incident, Incident.product_id == Product.id)
        .where(Incident.workspace_id == workspace_id, Incident.kind == "recalled", Incident.closed_at.is_(None))
        .group_by(Product.id)
        .order_by(Product.id)
    ).all()
    return [
        RecallCase(product.id, product.sku, product.texts["en"]["name"], since, people)
        for product, since, people in rows
    ]
