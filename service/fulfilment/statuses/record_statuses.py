"""Does what a file of parcels says: all of it is checked first, then each line is a transaction of its own, and what is so already
changes nothing. So the same file can be given again after whatever broke off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, RefusedError
from service.fulfilment.statuses.read_statuses import BadLine, Status, StatusLine
from service.gifting.called import gifts_called
from service.gifting.events import EventKind, last_time
from service.gifting.fulfil import mark_delivered, mark_lost, mark_returned, record_shipment
from service.gifting.incidents import stopped_piece
from service.gifting.lock import lock_gift
from service.gifting.models import Incident, RecipientGift
from service.recipients.postal.carriage import carriage_of, keep_carriage
from service.recipients.postal.carriers import Carriage
from service.said import state as in_words
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

_PATHS: Final[Mapping[tuple[str, Status], tuple[Status, ...]]] = {
    ("ordered", "shipped"): ("shipped",),
    ("ordered", "delivered"): ("shipped", "delivered"),
    ("ordered", "returned"): ("shipped", "returned"),
    ("ordered", "lost"): ("shipped", "lost"),
    ("shipped", "shipped"): (),
    ("shipped", "delivered"): ("delivered",),
    ("shipped", "returned"): ("returned",),
    ("shipped", "lost"): ("lost",),
    ("delivered", "shipped"): (),
    ("delivered", "delivered"): (),
    ("returned", "shipped"): (),
    ("returned", "returned"): (),
    ("lost", "shipped"): (),
    ("lost", "lost"): (),
}
"""(where a parcel is, what is said of it) -> the steps to there. What a file left out in between has happened all the same."""
_LEFT_UNMEANT: Final[tuple[Status, ...]] = ("shipped", "delivered")
"""What can be said of a piece that was stopped and left all the same; there is no more to write down of it than that."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a file: lines that changed something, lines that were so already, and lines with what is wrong with them.
    Where any was wrong at first, nothing was done."""

    changed: int
    already: int
    bad: Sequence[BadLine]


def record_statuses(lines: Sequence[StatusLine], bad: Sequence[BadLine], actor: Actor, at: datetime) -> Recorded:
    """Checks every line, and does them only where all are good. `bad`: those that could not even be read."""
    with reading() as session:
        found, wrong = _check(session, lines, actor.workspace_id)
    if bad or wrong:
        return Recorded(0, 0, sorted((*bad, *wrong), key=lambda one: one.row))
    changed, since = 0, []
    for line in lines:
        try:
            with transaction() as session:
                changed += _record(session, session.get_one(RecipientGift, found[line.row]), line, actor, at)
        except RefusedError as error:
            since.append(
                BadLine(line.row, f"{line.parcel}: {error.sentence} It changed while the file was being read.")
            )
    with transaction() as session:
        counted = {"lines": len(lines), "changed": changed, "refused": len(since)}
        record_act(session, actor, "parcel.statuses_read", at, body=counted)
    return Recorded(changed, len(lines) - changed - len(since), since)


def _check(session: Session, lines: Sequence[StatusLine], workspace_id: str) -> tuple[dict[int, str], list[BadLine]]:
    """Row -> gift id, and what is wrong. Lines about one parcel follow on one another, as they stand in the file."""
    named = gifts_called(session, {line.parcel for line in lines}, workspace_id)
    found: dict[int, str] = {}
    wrong: list[BadLine] = []
    reached: dict[str, str] = {}
    for line in lines:
        gifts = named.get(line.parcel, [])
        try:
            if not gifts:
                raise InvalidInput("there’s no such parcel. Check the number against the pick list.")
            if len(gifts) > 1:
                raise InvalidInput(
                    "more than one parcel has this number. Write the gift ID from the labels file instead."
                )
            gift = gifts[0]
            now = reached.get(gift.id) or _where(session, gift)
            path = _path(now, line.status)
            reached[gift.id] = path[-1] if path else now
            found[line.row] = gift.id
        except RefusedError as error:
            wrong.append(BadLine(line.row, f"{line.parcel}: {error.sentence}"))
    return found, wrong


def _where(session: Session, gift: RecipientGift) -> str:
    """The gift's status; `mailed` for an order that comes by email, `lost` where that is how it failed, `left` where a stopped
    piece of it left and is written down, `kept` where one may have left."""
    if gift.status == "failed" and last_time(session, gift, EventKind.LOST) is not None:
        return "lost"
    if gift.status == "ordered" and session.get_one(Product, gift.product_id).is_mailed:
        return "mailed"
    if gift.status in {"ordered", "shipped", "delivered", "returned"}:
        return gift.status
    if stopped_piece(session, gift) is not None:
        return "kept"
    told = exists().where(
        Incident.gift_id == gift.id, Incident.kind.in_(("stopped", "failed")), Incident.piece == "written_off"
    )
    return "left" if session.scalar(select(told)) else gift.status


def _path(now: str, said: Status) -> tuple[Status, ...]:
    """The steps from where a parcel is to what is said of it. Raises Conflict with what to do."""
    if now in {"kept", "left"} and said in _LEFT_UNMEANT:
        return ("shipped",) if now == "kept" else ()
    path = _PATHS.get((now, said))
    if path is None:
        if now in {"kept", "left"}:
            raise Conflict("this order was stopped. Say under Incidents where its item is.")
        if now == "mailed":
            raise Conflict(
                "this gift comes by email, so it has no parcel. Take the row out, and type its code on the pick list."
            )
        if now == "lost":
            raise Conflict("this parcel was lost. Say under Incidents where its item is.")
        raise Conflict(f"this gift is {in_words(now)}, so its parcel can’t be {said}. Take the row out.")
    return path


def _record(session: Session, gift: RecipientGift, line: StatusLine, actor: Actor, at: datetime) -> bool:
    """Whether the line changed anything; person and gift are locked. Raises as the acts do."""
    lock_gift(session, gift)
    path = _path(_where(session, gift), line.status)
    for step in path:
        if step == "shipped":
            # Somebody reports it: it is always written down, and where it was not safe its person is told.
            record_shipment(session, gift, at)
            record_act(session, actor, "gift.shipped", at, subject_id=gift.id)
        elif step == "delivered":
            mark_delivered(session, gift, actor, at)
        elif step == "returned":
            mark_returned(session, gift, actor, at)
        else:
            mark_lost(session, gift, actor, at)
    return _keep(session, gift, line.carriage) or bool(path)


def _keep(session: Session, gift: RecipientGift, said: Carriage) -> bool:
    """Whether carrier or number were news. Where the address is gone nothing is kept."""
    known = carriage_of(session, [gift.id]).get(gift.id)
    if known is None or (said.carrier or known[0], said.tracking or known[1]) == known:
        return False
    keep_carriage(session, gift.id, said.carrier, said.tracking)
    return True
