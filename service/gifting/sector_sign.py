"""A gift whose person may be bound by limits of their own waits for a second person: who has none of theirs yet, and the sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.writing.chunks import in_chunks
from service.errors import Conflict
from service.gifting.hold import hold_gift, lift_hold
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.recipients.models import Recipient
from service.recipients.sectors.limits import Limit
from service.recipients.sectors.models import SectorSign
from service.recipients.sectors.suspect import Suspicion, suspicion_of, table_of

HOLD: Final = "second_approval"


class Planned(Protocol):
    """A gift as it is planned: a row of it, or of these columns."""

    @property
    def id(self) -> str: ...
    @property
    def product_id(self) -> str | None: ...
    @property
    def price_minor(self) -> int: ...


def unsigned_among(session: Session, gifts: Sequence[RecipientGift]) -> dict[str, Suspicion]:
    """Gift id -> what its person is suspected of, for gifts of one workspace that nobody has let go as they are now. Whoever sets
    out has locked people and gifts, so that neither an address nor a product changes meanwhile."""
    if not gifts:
        return {}
    table = table_of(session, gifts[0].workspace_id)
    suspected: dict[str, Suspicion] = {}
    for some in in_chunks(gifts):
        people = session.execute(
            select(Recipient.id, Recipient.email, Recipient.job_title).where(
                Recipient.id.in_([gift.recipient_id for gift in some])
            )
        )
        found = {person.id: suspicion_of(person, table) for person in people}
        suspected |= {gift.id: one for gift in some if (one := found.get(gift.recipient_id)) is not None}
    return without_signed(session, gifts, suspected)


def without_signed(
    session: Session, gifts: Sequence[Planned], suspected: Mapping[str, Suspicion]
) -> dict[str, Suspicion]:
    """Those suspected whom nobody has let go, in the order of the gifts."""
    asked = [gift for gift in gifts if gift.id in suspected]
    signed: dict[str, SectorSign] = {}
    for some in in_chunks(asked):
        rows = session.scalars(select(SectorSign).where(SectorSign.gift_id.in_([gift.id for gift in some])))
        signed |= {row.gift_id: row for row in rows}
    return {gift.id: suspected[gift.id] for gift in asked if not is_let_go(signed, gift)}


def is_let_go(signed: Mapping[str, SectorSign], gift: Planned) -> bool:
    """Whether somebody has let this very product go to them, at this price or more."""
    row = signed.get(gift.id)
    return row is not None and row.product_id == gift.product_id and gift.price_minor <= row.price_minor


def hold_unsigned(session: Session, gifts: Sequence[RecipientGift], at: datetime) -> list[RecipientGift]:
    """Those that may go. The others, people and gifts locked, are held for a second person and are in no wave."""
    waiting = unsigned_among(session, gifts)
    for gift in gifts:
        if gift.id in waiting:
            gift.wave = None
            session.flush()
            hold_gift(session, gift, HOLD, at)
    return [gift for gift in gifts if gift.id not in waiting]


def sign_gift(
    session: Session, gift: RecipientGift, suspicion: Suspicion, limit: Limit | None, user_id: str, at: datetime
) -> None:
    """Lets the gift go as it is now; person and gift are locked. Raises Conflict where there is nothing planned to let go."""
    if gift.status not in PLANNED or gift.product_id is None:
        raise Conflict("This gift has set out, or is being chosen again. Nothing was changed.")
    row = session.get(SectorSign, gift.id)
    if row is None:
        row = SectorSign(gift_id=gift.id, workspace_id=gift.workspace_id)
        session.add(row)
    row.product_id, row.price_minor, row.sector = gift.product_id, gift.price_minor, suspicion.sector
    row.limit_minor, row.currency = None if limit is None else limit.minor, limit.currency if limit else gift.currency
    row.signed_by, row.signed_at = user_id, at
    session.flush()
    lift_hold(session, gift, HOLD, at)
