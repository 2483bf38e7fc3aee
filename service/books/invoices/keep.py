"""An invoice is kept where every line is of an order of ours, in its own money; otherwise nothing is, and each line says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from service.books.invoices.lines import ReadInvoice, ReadLine
from service.books.invoices.models import InvoiceLine, SupplierInvoice
from service.brain.own_sheet import BadLine
from service.db.writing.chunks import in_chunks
from service.errors import Conflict, InvalidInput, NotFound
from service.gifting.called import gifts_called
from service.gifting.models import RecipientGift
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace


def keep_invoices(
    session: Session, actor: Actor, invoices: Sequence[ReadInvoice], at: datetime
) -> tuple[list[SupplierInvoice], list[BadLine]]:
    """(the invoices, what is wrong with lines): one of the two is empty. Raises Conflict where an invoice was kept before."""
    lock_workspace(session, actor.workspace_id)
    _require_new(session, actor.workspace_id, invoices)
    typed = {line.reference for one in invoices for line in one.lines if line.reference}
    found = gifts_called(session, typed, actor.workspace_id)
    bad = [
        BadLine(line.row, f"{line.reference}: {wrong}")
        for one in invoices
        for line in one.lines
        if line.reference and (wrong := _wrong(found.get(line.reference, []), one.currency))
    ]
    if bad:
        return [], sorted(bad, key=lambda one: one.row)
    gifts = {name: named[0].id for name, named in found.items() if named}
    return [_keep(session, actor, one, gifts, at) for one in invoices], []


def find_invoice(session: Session, actor: Actor, invoice_id: str) -> SupplierInvoice:
    """One of the actor's workspace. Raises NotFound."""
    found = session.get(SupplierInvoice, invoice_id)
    if found is None or found.workspace_id != actor.workspace_id:
        raise NotFound("There’s no such invoice.")
    return found


def remove_invoice(session: Session, actor: Actor, invoice_id: str, at: datetime) -> None:
    """Takes an invoice out, with its lines, so that another one can be uploaded in its place. Raises NotFound."""
    lock_workspace(session, actor.workspace_id)
    invoice = find_invoice(session, actor, invoice_id)
    session.execute(delete(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id))
    record_act(session, actor, "invoice.removed", at, subject_id=invoice.id, body={"lines": invoice.lines})
    session.delete(invoice)


def _require_new(session: Session, workspace_id: str, invoices: Sequence[ReadInvoice]) -> None:
    if not invoices:
        raise InvalidInput("There’s no invoice in this file.", param="file")
    named = {one.key: one for one in invoices}
    for some in in_chunks(sorted(named)):
        known = select(SupplierInvoice.key).where(
            SupplierInvoice.workspace_id == workspace_id, SupplierInvoice.key.in_(some)
        )
        for key in session.scalars(known.order_by(SupplierInvoice.key)):
            one = named[key]
            raise Conflict(
                f"Invoice {one.number} of {one.supplier} is here already. Remove it first if this one replaces it."
            )


def _wrong(gifts: Sequence[RecipientGift], currency: str) -> str | None:
    """What is wrong with an order that a line names; None where it is one of ours in this money."""
    if not gifts:
        return "this isn’t one of your orders. Check the number, or take the line out."
    if len(gifts) > 1:
        return "more than one order has this number. Write the gift’s ID instead."
    if gifts[0].currency != currency:
        return (
            f"this order is in {gifts[0].currency}, the invoice in {currency}, and nobody gave a rate. "
            f"Ask the supplier for an invoice in {gifts[0].currency}."
        )
    return None


def _keep(session: Session, actor: Actor, read: ReadInvoice, gifts: Mapping[str, str], at: datetime) -> SupplierInvoice:
    invoice = SupplierInvoice(
        id=new_id("sin"),
        workspace_id=actor.workspace_id,
        supplier=read.supplier,
        number=read.number,
        key=read.key,
        issued_on=read.issued_on,
        currency=read.currency,
        total_minor=sum(line.amount_minor for line in read.lines),
        lines=len(read.lines),
        uploaded_by=actor.user_id,
        uploaded_at=at,
    )
    session.add(invoice)
    session.flush()
    session.execute(insert(InvoiceLine), [_columns(invoice, line, gifts) for line in read.lines])
    record_act(session, actor, "invoice.uploaded", at, subject_id=invoice.id, body={"lines": invoice.lines})
    return invoice


def _columns(invoice: SupplierInvoice, line: ReadLine, gifts: Mapping[str, str]) -> dict[str, object]:
    return {
        "workspace_id": invoice.workspace_id,
        "invoice_id": invoice.id,
        "row": line.row,
        "gift_id": gifts[line.reference] if line.reference else None,
        "part": line.part,
        "amount_minor": line.amount_minor,
        "vat_minor": line.vat_minor,
    }
