"""Invoices against the ledger: what suppliers ask for each cost of an order, what was charged for it, and why the two differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.books.invoices.models import InvoiceLine, SupplierInvoice
from service.books.journal.lines import IS_SPENT, parts_of, vat_of
from service.db.writing.chunks import in_chunks
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.number import gift_number

Cause = Literal["agrees", "vat", "twice", "refunded", "not_charged", "more", "less", "no_order"]
CAUSES: Final[Mapping[Cause, str]] = {
    "agrees": "Agrees",
    "vat": "The sum agrees, the VAT doesn’t",
    "twice": "Invoiced more than once",
    "refunded": "It came back and was refunded: ask for a credit",
    "not_charged": "Nothing of this kind was charged for this order",
    "more": "Invoiced more than was charged",
    "less": "Invoiced less than was charged",
    "no_order": "Asked on the whole invoice, for no order",
}
"""What an order's cost comes to, as the page says it."""


@dataclass(frozen=True, slots=True)
class Matched:
    """One cost of one order, in minor units: what this invoice asks (`here`), what others do (`elsewhere`), and what was charged
    less what came back. `reference` None: for no order. `vat_minor`, `charged_vat_minor`: None where it is not known."""

    reference: str | None
    part: str
    here: int
    elsewhere: int
    charged: int
    cause: Cause
    vat_minor: int | None = None
    charged_vat_minor: int | None = None

    @property
    def difference(self) -> int:
        """What is invoiced beyond what was charged."""
        return self.here + self.elsewhere - self.charged

    @property
    def is_agreed(self) -> bool:
        """Whether nobody has to look."""
        return self.cause == "agrees"


@dataclass(slots=True)
class _Cost:
    """One cost of an order as the books have it. `lines`: (invoice, minor units, VAT) of all its invoices."""

    lines: list[tuple[str, int, int | None]] = field(default_factory=list)
    charged: int = 0
    was_charged: bool = False
    vats: list[int | None] = field(default_factory=list)


def match_invoice(session: Session, invoice: SupplierInvoice) -> list[Matched]:
    """Every cost that an invoice asks for, those that do not agree first, then in the order of the file."""
    return match_invoices(session, [invoice])[invoice.id]


def match_invoices(session: Session, invoices: Sequence[SupplierInvoice]) -> dict[str, list[Matched]]:
    """The same for several by their ids, each read once."""
    ids = [invoice.id for invoice in invoices]
    rows = session.execute(
        select(InvoiceLine.invoice_id, InvoiceLine.gift_id, InvoiceLine.part, InvoiceLine.amount_minor)
        .where(InvoiceLine.invoice_id.in_(ids))
        .order_by(InvoiceLine.id)
    ).all()
    gift_ids = sorted({gift_id for _, gift_id, _, _ in rows if gift_id is not None})
    costs, numbers = _costs(session, gift_ids), _numbers(session, gift_ids)
    found: dict[str, list[Matched]] = {invoice_id: [] for invoice_id in ids}
    seen: set[tuple[str, str, str]] = set()
    for invoice_id, gift_id, part, minor in rows:
        if gift_id is None:
            found[invoice_id].append(Matched(None, part, minor, 0, 0, "no_order"))
        elif (invoice_id, gift_id, part) not in seen:
            seen.add((invoice_id, gift_id, part))
            found[invoice_id].append(_matched(numbers[gift_id], part, invoice_id, costs[gift_id, part]))
    for lines in found.values():
        lines.sort(key=lambda one: one.is_agreed)
    return found


def _matched(reference: str, part: str, invoice_id: str, cost: _Cost) -> Matched:
    here = sum(minor for invoice, minor, _ in cost.lines if invoice == invoice_id)
    elsewhere = sum(minor for invoice, minor, _ in cost.lines if invoice != invoice_id)
    vat, charged_vat = _known_sum(vat for _, _, vat in cost.lines), _known_sum(cost.vats) if cost.vats else None
    cause = _cause(cost, here + elsewhere - cost.charged)
    if cause == "agrees" and part == "gift" and None not in {vat, charged_vat} and vat != charged_vat:
        cause = "vat"
    return Matched(reference, part, here, elsewhere, cost.charged, cause, vat, charged_vat)


def _cause(cost: _Cost, difference: int) -> Cause:
    if not difference:
        return "agrees"
    if not cost.was_charged:
        return "not_charged"
    asked = [minor for _, minor, _ in cost.lines if minor > 0]
    if difference > 0 and not cost.charged:
        return "refunded"
    if difference > 0 and len(asked) > 1 and difference in asked:
        return "twice"
    return "more" if difference > 0 else "less"


def _costs(session: Session, gift_ids: Sequence[str]) -> dict[tuple[str, str], _Cost]:
    found: dict[tuple[str, str], _Cost] = defaultdict(_Cost)
    for some in in_chunks(gift_ids):
        lines = select(
            InvoiceLine.gift_id,
            InvoiceLine.part,
            InvoiceLine.invoice_id,
            InvoiceLine.amount_minor,
            InvoiceLine.vat_minor,
        ).where(InvoiceLine.gift_id.in_(some))
        for gift_id, part, invoice_id, minor, vat in session.execute(lines.order_by(InvoiceLine.id)):
            found[str(gift_id), part].lines.append((invoice_id, minor, vat))
        entries = select(MoneyEntry).where(MoneyEntry.gift_id.in_(some), IS_SPENT)
        for entry in session.scalars(entries.order_by(MoneyEntry.id)):
            for part, minor in parts_of(entry).items():
                cost = found[entry.gift_id, part]
                cost.charged += minor
                cost.was_charged = True
                if part == "gift":
                    cost.vats.append(vat_of(entry))
    return found


def _known_sum(values: Iterable[int | None]) -> int | None:
    """None where one of them is not known."""
    known = list(values)
    return None if any(value is None for value in known) else sum(value or 0 for value in known)


def _numbers(session: Session, gift_ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in in_chunks(gift_ids):
        for gift in session.scalars(select(RecipientGift).where(RecipientGift.id.in_(some))):
            found[gift.id] = gift_number(gift)
    return found
