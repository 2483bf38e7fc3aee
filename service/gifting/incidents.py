"""What went wrong and needs somebody: a parcel that left though it is not safe, a piece that was ordered and is nobody's now,
because it was stopped, its order failed, or its parcel came back or was lost.

An incident names ids and codes only; what it was that is not safe stands nowhere in it. Whoever opens or settles one has locked the
gift, so that each is opened once and settled once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service import said
from service.catalog.models import Product
from service.errors import Conflict, NotFound
from service.gifting.cost import parcel_sunk, sunk_columns, sunk_note
from service.gifting.lock import lock_gift
from service.gifting.models import Incident, RecipientGift
from service.gifting.number import gift_number
from service.gifting.packed import batch_in, is_recalled
from service.gifting.transitions import TRANSITIONS, Change, Piece, apply
from service.jobs.enqueue import enqueue
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.models import Workspace

IncidentKind = Literal[
    "stopped", "failed", "returned", "lost", "shipped", "delivered", "recalled", "broken", "wrong", "ill"
]
Outcome = Literal["shelf", "supplier", "written_off"]
NOTICE: Final = "outreach.safety_notice"
OUTCOMES: Final[Mapping[Outcome, str]] = {
    "shelf": "shelve_piece",
    "supplier": "send_piece_back",
    "written_off": "write_off_piece",
}
"""What became of a stopped piece -> the step that books it."""
_LOST: Final[Mapping[str, IncidentKind]] = {"fail": "failed", "return": "returned", "lose": "lost"}
_MAY_HAVE_LEFT: Final = ("stopped", "failed")
"""Pieces that may have left although nobody meant them to."""
REPORTED: Final = ("broken", "wrong", "ill")
"""What a person said of a gift that had arrived."""
_TOLD_OF_PARCEL: Final = frozenset({"shipped", "delivered"})
"""One notice covers the parcel, on its way and at the door: the person is told not to use it, whatever else is learned later."""


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """One that waits for somebody, with what people call its gift and its product."""

    incident: Incident
    number: str
    sku: str
    product: str


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """`parcels` left or arrived and are not safe; `recalled` of them because their product was recalled, which counts apart;
    `pieces` were ordered and stopped, `lost` are of an order that failed or a parcel that did not arrive, and nobody has said where
    they are. `ill` people say that a gift made them so, `reported` ones that theirs is broken or not what they agreed to."""

    parcels: int = 0
    pieces: int = 0
    recalled: int = 0
    lost: int = 0
    ill: int = 0
    reported: int = 0


def open_stopped(session: Session, gift: RecipientGift, product_id: str, price_minor: int, at: datetime) -> Incident:
    """A piece that was ordered and stopped; what was paid for it stays spent until somebody says where the piece is."""
    return _open(session, gift, "stopped", product_id, "open", price_minor, at)


def lose_piece(session: Session, gift: RecipientGift, act: Literal["fail", "return", "lose"], at: datetime) -> Change:
    """The step by which an order fails, or a parcel comes back or is lost, to be taken by the caller. It opens an
    incident for the piece.

    What was paid for an order that failed stays spent until somebody says where the piece is; the price of a parcel that left comes
    back at once. What was paid besides stays spent, and the way back of a parcel that came back is owed on top.
    Raises Conflict where the gift cannot take the step.
    """
    rule = TRANSITIONS[act]
    if gift.status not in rule.sources or gift.product_id is None:
        raise Conflict(f"This gift is {said.state(gift.status)}; the step “{said.ACTS[act]}” is no longer possible.")
    incident = _open(
        session, gift, _LOST[act], gift.product_id, "open", 0 if rule.money == "refund" else gift.cost_minor, at
    )
    sunk = 0
    if rule.money == "refund":
        sunk = parcel_sunk(session, gift, session.get_one(Product, gift.product_id) if act == "return" else None)
    return Change(gift, act, values=sunk_columns(gift, sunk), note={"incident_id": incident.id} | sunk_note(sunk))


def open_parcel(
    session: Session,
    gift: RecipientGift,
    kind: IncidentKind,
    at: datetime,
    *,
    stopped: Incident | None = None,
    recall_id: str | None = None,
) -> Incident | None:
    """A parcel that has left and is not safe; its person is told by a notice. None where that was opened before.

    `stopped`: it is that stopped piece which has left, and not what the gift is now. Where the product is recalled, the incident
    is of that kind whatever else is wrong: the recall's own notice then tells the person. `recall_id`: the recall that found it;
    each opens one of its own. Raises Conflict for a gift without a product.
    """
    product_id, price = (gift.product_id, gift.price_minor) if stopped is None else (stopped.product_id, 0)
    if product_id is None:
        raise Conflict("No parcel with this gift can have been sent.")
    product = session.get_one(Product, product_id)
    if product.recalled_at is not None or (stopped is None and is_recalled(product, batch_in(session, gift))):
        kind = "recalled"
    alike = _TOLD_OF_PARCEL if kind in _TOLD_OF_PARCEL else {kind}
    known = session.scalar(
        select(Incident.id)
        .where(
            Incident.gift_id == gift.id,
            Incident.product_id == product_id,
            Incident.kind.in_(alike),
            *(() if recall_id is None else (Incident.recall_id.is_(None) | (Incident.recall_id == recall_id),)),
        )
        .limit(1)
    )
    if known is not None:
        return None
    incident = _open(session, gift, kind, product_id, "none", price, at)
    incident.recall_id = recall_id if kind == "recalled" else None
    enqueue(session, NOTICE, incident.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id)
    return incident


def open_report(
    session: Session, gift: RecipientGift, kind: Literal["broken", "wrong", "ill"], batch: str | None, at: datetime
) -> Incident:
    """What its person says of a gift that is there. `batch`: the one it was packed with, which a later parcel does not have.
    Raises Conflict for a gift without a product."""
    if gift.product_id is None:
        raise Conflict("No parcel with this gift can have been sent.")
    incident = _open(session, gift, kind, gift.product_id, "none", gift.price_minor, at)
    incident.batch = batch
    session.flush()
    return incident


def is_warned_of(session: Session, gift: RecipientGift) -> bool:
    """Whether the parcel that has left is known not to be safe: its person was told, or is being told, not to use it."""
    kinds = (*_TOLD_OF_PARCEL, "recalled")
    those = (Incident.gift_id == gift.id, Incident.product_id == gift.product_id, Incident.kind.in_(kinds))
    return session.scalar(select(Incident.id).where(*those).limit(1)) is not None


def _open(
    session: Session,
    gift: RecipientGift,
    kind: IncidentKind,
    product_id: str,
    piece: Literal["none", "open"],
    price_minor: int,
    at: datetime,
) -> Incident:
    incident = Incident(
        id=new_id("inc"),
        workspace_id=gift.workspace_id,
        campaign_id=gift.campaign_id,
        gift_id=gift.id,
        product_id=product_id,
        kind=kind,
        piece=piece,
        price_minor=price_minor,
        opened_at=at,
    )
    session.add(incident)
    session.flush()
    return incident


def find_incident(session: Session, workspace_id: str, incident_id: str) -> Incident:
    """Raises NotFound where there is none, and just so where it is somebody else's."""
    found = session.scalar(select(Incident).where(Incident.id == incident_id, Incident.workspace_id == workspace_id))
    if found is None:
        raise NotFound("There’s no such incident.")
    return found


def settle_piece(session: Session, incident: Incident, outcome: Outcome, actor: Actor, at: datetime) -> None:
    """Says what became of a piece and books it, with the product and the price of then; that closes the incident.

    On the shelf again: it can be given, and the money comes back. With the supplier: the money comes back. Written off: nothing
    does. Raises Conflict where the piece does not wait, or no longer.
    """
    gift = session.get_one(RecipientGift, incident.gift_id)
    lock_gift(session, gift)
    settled = session.execute(
        update(Incident)
        .where(Incident.id == incident.id, Incident.piece == "open")
        .values(piece=outcome, closed_at=at, closed_by=actor.user_id)
        .returning(Incident.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.refresh(incident)
    if not settled:
        raise Conflict("Someone has already said where this item is.")
    piece = Piece(incident.id, incident.product_id, incident.price_minor)
    apply(session, gift, OUTCOMES[outcome], at, piece=piece, note={"by": actor.user_id})
    record_act(session, actor, "incident.piece", at, subject_id=incident.id, body={"piece": outcome})


def take_back(session: Session, incident: Incident, outcome: Outcome, actor: Actor, at: datetime) -> None:
    """What was not what somebody had agreed to has come back, or nobody waits for it any longer: the giver's money comes back
    whatever became of the piece, and the incident is closed. Raises Conflict where it waits for that no longer."""
    gift = session.get_one(RecipientGift, incident.gift_id)
    lock_gift(session, gift)
    session.refresh(incident)
    if incident.kind != "wrong" or incident.closed_at is not None:
        raise Conflict("This is already closed.")
    incident.piece, incident.price_minor, incident.remedy = "open", 0, "returned"
    session.flush()
    # Nobody pays for the way of a parcel that nobody waits for any longer.
    sunk = parcel_sunk(
        session, gift, None if outcome == "written_off" else session.get_one(Product, incident.product_id)
    )
    values = {"status_before": gift.status} | sunk_columns(gift, sunk)
    note = {"incident_id": incident.id, "by": actor.user_id} | sunk_note(sunk)
    apply(session, gift, "send_back", at, values=values, note=note)
    settle_piece(session, incident, outcome, actor, at)


def close_incident(session: Session, incident: Incident, actor: Actor, at: datetime) -> None:
    """Somebody has dealt with it. Raises Conflict where it was closed before, its piece must be settled first, or it is for a named
    person to look into."""
    if incident.kind == "ill":
        raise Conflict("Look into it first: the gift is stopped for everyone until then.")
    if incident.kind == "wrong":
        raise Conflict("First say where the item is.")
    closed = session.execute(
        update(Incident)
        .where(Incident.id == incident.id, Incident.closed_at.is_(None), Incident.piece != "open")
        .values(closed_at=at, closed_by=actor.user_id)
        .returning(Incident.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.refresh(incident)
    if not closed:
        raise Conflict("First say where the item is." if incident.piece == "open" else "This is already closed.")
    record_act(session, actor, "incident.closed", at, subject_id=incident.id)


def open_incidents(session: Session, workspace_id: str) -> Sequence[OpenIncident]:
    """Everything that waits for somebody, the oldest first."""
    rows = session.execute(
        select(Incident, RecipientGift, Product)
        .join(RecipientGift, RecipientGift.id == Incident.gift_id)
        .join(Product, Product.id == Incident.product_id)
        .where(Incident.workspace_id == workspace_id, Incident.closed_at.is_(None))
        .order_by(Incident.opened_at, Incident.id)
    ).all()
    return [
        OpenIncident(incident, gift_number(gift), product.sku, product.texts["en"]["name"])
        for incident, gift, product in rows
    ]


def count_open(session: Session, workspace_id: str) -> OpenCounts:
    """How many wait, for the one sentence at the top of the ops page."""
    is_piece, is_recalled = Incident.piece == "open", Incident.kind == "recalled"
    is_lost, is_reported = Incident.kind.in_((*_LOST.values(), "wrong")), Incident.kind.in_(REPORTED)
    row = session.execute(
        select(
            func.count().filter(~is_piece, ~is_recalled, ~is_reported),
            func.count().filter(is_piece, ~is_lost),
            func.count().filter(is_recalled),
            func.count().filter(is_piece, is_lost),
            func.count().filter(Incident.kind == "ill"),
            func.count().filter(~is_piece, Incident.kind.in_(("broken", "wrong"))),
        ).where(Incident.workspace_id == workspace_id, Incident.closed_at.is_(None))
    ).one()
    return OpenCounts(*row)


def unsafe_since(session: Session) -> dict[str, datetime]:
    """Workspace -> since when it has a parcel that isn't safe, or a recall that isn't confirmed. Sandboxes hold nobody real."""
    return dict(
        session.execute(
            select(Incident.workspace_id, func.min(Incident.opened_at))
            .join(Workspace, Workspace.id == Incident.workspace_id)
            .where(
                Incident.closed_at.is_(None),
                Incident.piece != "open",
                Incident.kind.not_in(REPORTED),
                Workspace.is_sandbox.is_(False),
            )
            .group_by(Incident.workspace_id)
        ).all()
    )


def ill_since(session: Session) -> dict[str, datetime]:
    """Workspace -> since when somebody says that a gift made them ill and nobody has looked. Sandboxes hold nobody real."""
    return dict(
        session.execute(
            select(Incident.workspace_id, func.min(Incident.opened_at))
            .join(Workspace, Workspace.id == Incident.workspace_id)
            .where(Incident.closed_at.is_(None), Incident.kind == "ill", Workspace.is_sandbox.is_(False))
            .group_by(Incident.workspace_id)
        ).all()
    )


def stopped_piece(session: Session, gift: RecipientGift) -> Incident | None:
    """The latest piece of this gift whose order was stopped or failed and of which nobody has said where it is."""
    return session.scalar(
        select(Incident)
        .where(Incident.gift_id == gift.id, Incident.piece == "open", Incident.kind.in_(_MAY_HAVE_LEFT))
        .order_by(Incident.opened_at.desc(), Incident.id.desc())
        .limit(1)
    )
