"""What the last sheet of gifts put on the shelf, from the line that its import wrote into the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.campaigns.transitions import DRAFT
from service.catalog.models import Product
from service.planning.console import name_of
from service.workspaces.actor import Actor
from service.workspaces.models import AuditEntry

_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class LastImport:
    """The figures of an import, who did it and when, and some of the pictures of the shelf. `own` versions are on it, of which
    `drawn` have a picture of their own; `inscribed` gifts can be written on."""

    figures: Mapping[str, int]
    unknown: Mapping[str, int]
    by: str | None
    at: datetime
    pictures: tuple[str, ...]
    own: int
    drawn: int
    inscribed: int

    @property
    def unknown_count(self) -> int:
        """Marks that are unknown, of all groups."""
        return sum(self.unknown.values())


def open_draft(session: Session, actor: Actor) -> Campaign | None:
    """The newest campaign in the actor's sight that people can still be added to, for the list that comes next."""
    return session.scalar(
        select(Campaign)
        .where(campaigns_of(actor), Campaign.status == DRAFT)
        .order_by(Campaign.created_at.desc(), Campaign.id)
        .limit(1)
    )


def last_import(session: Session, workspace_id: str) -> LastImport | None:
    """The newest one; None where no sheet was ever imported."""
    entry = session.scalar(
        select(AuditEntry)
        .where(AuditEntry.workspace_id == workspace_id, AuditEntry.act == "catalog.imported")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    if entry is None:
        return None
    images = session.scalars(
        select(Product.image)
        .where(Product.workspace_id == workspace_id, ~Product.is_sample, Product.image.is_not(None))
        .distinct()
        .order_by(Product.image)
        .limit(_SHOWN)
    )
    own, drawn, inscribed = session.execute(
        select(
            func.count(),
            func.count().filter(Product.image.like("own/%")),
            func.count(Product.family.distinct()).filter(Product.inscription_letters.is_not(None)),
        ).where(Product.workspace_id == workspace_id, ~Product.is_sample)
    ).one()
    figures = {name: int(value) for name, value in entry.body.items() if name != "unknown"}
    return LastImport(
        figures,
        entry.body["unknown"],
        name_of(session, entry.user_id),
        entry.at,
        tuple(image for image in images if image),
        own,
        drawn,
        inscribed,
    )
