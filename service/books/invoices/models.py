"""Invoices of suppliers, line by line, each line of one order of ours."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class SupplierInvoice(Base):
    """An invoice as it was read. Sums in minor units, VAT included, as its lines add up to them."""

    __tablename__ = "supplier_invoice"
    __table_args__ = (UniqueConstraint("workspace_id", "key"), CheckConstraint("lines > 0", name="lines"))

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    supplier: Mapped[str]
    number: Mapped[str]
    key: Mapped[str]
    """Both folded, so that one invoice is not taken twice."""
    issued_on: Mapped[date]
    currency: Mapped[str]
    total_minor: Mapped[int]
    lines: Mapped[int]
    uploaded_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime]


class InvoiceLine(Base):
    """What an invoice asks for one cost of one order."""

    __tablename__ = "supplier_invoice_line"
    __table_args__ = (
        CheckConstraint("part IN ('gift', 'wrap', 'shipping', 'duty', 'tax', 'fee', 'return')", name="part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    invoice_id: Mapped[str] = mapped_column(ForeignKey("supplier_invoice.id"), index=True)
    row: Mapped[int]
    """Where it stands in the file."""
    gift_id: Mapped[str | None] = mapped_column(ForeignKey("gift.id"), index=True)
    """None: asked on the whole invoice, for no order."""
    part: Mapped[str]
    amount_minor: Mapped[int]
    """With its VAT; below zero a credit."""
    vat_minor: Mapped[int | None]
    """None where the invoice does not say it."""
