"""What was packed for a gift. Where it goes and who carries it stand with the person's address, and go with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class Parcel(Base):
    """One gift as it was packed last. It stands for the gift only as long as that has the same product and was not stopped since
    (`packing.packed_as`)."""

    __tablename__ = "parcel"
    __table_args__ = (Index("ix_parcel_product_id_batch", "product_id", "batch"),)

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"))
    batch: Mapped[str | None]
    """The maker's batch number, as it was typed; None where the product has none. What is eaten or put on skin has one."""
    packed_at: Mapped[datetime]
    packed_by: Mapped[str | None]
    """The user who packed it."""
