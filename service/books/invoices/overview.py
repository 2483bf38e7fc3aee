"""All invoices, how they agree with the ledger, and the orders that were charged and that no invoice asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from service.books.invoices.match import match_invoices
from service.books.invoices.models import InvoiceLine, SupplierInvoice
from service.books.journal.lines import IS_SPENT, SIGNED
from service.db.page import Page, page_of
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.number import gift_number

MOST_MATCHED: Final = 10_000
"""Lines of one page's invoices that are matched while somebody waits; of more, each invoice's own page tells."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An invoice, and how many costs in it do not agree; None where it has to be opened to know."""

    invoice: SupplierInvoice
    differing: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that was charged and that no invoice asks for, in minor units, less what came back."""

    reference: str
    charged_on: date
    minor: int
    currency: str


def list_invoices(session: Session, workspace_id: str, wanted: str | None) -> Page[Listed]:
    """A page of them, the latest first."""
    page = page_of(
        session,
        select(SupplierInvoice)
        .where(SupplierInvoice.workspace_id == workspace_id)
        .order_by(SupplierInvoice.issued_on.desc(), SupplierInvoice.id),
        wanted,
    )
    invoices = [invoice for (invoice,) in page.items]
    matched = match_invoices(session, invoices) if sum(one.lines for one in invoices) <= MOST_MATCHED else {}
    listed = [
        Listed(one, sum(not line.is_agreed for line in matched[one.id]) if one.id in matched else None)
        for one in invoices
    ]
    return Page(listed, page.number, page.total)


def not_invoiced(session: Session, workspace_id: str, wanted: str | None) -> Page[Waiting]:
    """A page of the orders that no invoice asks for, the oldest first. What was donated is owed to no supplier."""
    charged = func.sum(SIGNED)
    rows = (
        select(RecipientGift.id, func.min(MoneyEntry.at), charged)
        .join(MoneyEntry, MoneyEntry.gift_id == RecipientGift.id)
        .where(
            RecipientGift.workspace_id == workspace_id,
            RecipientGift.status != "donated",
            IS_SPENT,
            ~exists().where(InvoiceLine.gift_id == RecipientGift.id),
        )
        .group_by(RecipientGift.id)
        .having(charged != 0)
    )
    page = page_of(session, rows.order_by(func.min(MoneyEntry.at), RecipientGift.id), wanted)
    shown = session.scalars(
        select(RecipientGift).where(RecipientGift.id.in_([gift_id for gift_id, _, _ in page.items]))
    )
    gifts = {gift.id: gift for gift in shown}
    waiting = [
        Waiting(gift_number(gifts[gift_id]), at.date(), int(minor), gifts[gift_id].currency)
        for gift_id, at, minor in page.items
    ]
    return Page(waiting, page.number, page.total)
