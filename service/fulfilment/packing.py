"""Puts a gift into its box: its batch is typed, and whether it is safe is asked once more with its person locked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service import said
from service.catalog.models import Product
from service.db.connect import transaction
from service.errors import Conflict, InvalidInput, RefusedError, Unsafe
from service.gifting.find import campaign_of, find_gift
from service.gifting.fulfil import HALTED, MAILED
from service.gifting.guard import safety_now
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at
from service.gifting.models import Parcel, RecipientGift
from service.gifting.number import gift_number
from service.gifting.packed import is_recalled, stands_for
from service.recipients.models import Recipient
from service.recipients.quiet.in_force import quiet_of
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import is_plain, one_line

KEEP: Final = "Keep this parcel here: another gift is being chosen."
QUIET: Final = "Keep this parcel here: nothing goes to this person for now."
ASKS: Final = "Keep this parcel here: we are waiting for the person’s answer."
_LONGEST: Final = 40
_BATCH: Final = re.compile(r"[^\W_](?:[^\W_]|[ ./:+#_()\-])*")
"""Letters and figures of any script, set apart as makers do it; nothing that begins a formula."""
_NONE: Final = frozenset({"", "-", "–", "none"})
"""How people type that a product has no batch number."""


def read_batch(typed: str, *, is_needed: bool) -> str | None:
    """A batch number as it stands on the product. Raises InvalidInput where it is none, or missing though `is_needed`."""
    batch = one_line(typed)
    if batch.casefold() in _NONE:
        if is_needed:
            raise InvalidInput("Type the batch number: this is eaten or put on skin.", param="batch")
        return None
    if len(batch) > _LONGEST:
        raise InvalidInput(f"The batch number has more than {_LONGEST} characters.", param="batch")
    if not is_plain(typed) or not _BATCH.fullmatch(batch):
        raise InvalidInput(
            "The batch number has signs in it that can’t be read. Type it as it stands on the product.", param="batch"
        )
    return batch


def require_may_leave(session: Session, gift: RecipientGift, at: datetime) -> None:
    """The safety of an ordered gift at this moment; person, gift and product stay locked. Raises Conflict where it is not ordered
    or its person is quiet by rule, Unsafe where it must not leave: the caller has it looked at again in a transaction of its
    own."""
    lock_gift(session, gift)
    if gift.status != "ordered":
        raise Conflict(f"This gift is {said.state(gift.status)}; only what is ordered can be packed.")
    safety = safety_now(session, campaign_of(session, gift), gift, at, still=True)
    if safety == "halted":
        raise Conflict(HALTED)
    if safety != "safe":
        raise Unsafe(ASKS if safety == "asks" else KEEP)
    if quiet_of(session, session.get_one(Recipient, gift.recipient_id), at) is not None:
        raise Conflict(QUIET)


def pack(session: Session, gift: RecipientGift, typed: str, actor: Actor, at: datetime) -> Parcel:
    """Writes down that the gift is in its box, or is again with another batch. Raises as `require_may_leave` and `read_batch`,
    Conflict for a batch that was recalled or a gift that is mailed, InvalidInput where none is typed though another one was."""
    require_may_leave(session, gift, at)
    product = session.get_one(Product, gift.product_id)
    if product.is_mailed:
        raise Conflict(MAILED)
    batch = read_batch(typed, is_needed=product.kind != "neither")
    if is_recalled(product, batch):
        if batch is None:
            raise InvalidInput("Type the batch number: a batch of this gift was recalled.", param="batch")
        raise Conflict(f"Batch {batch} was recalled. Take the item out of stock and pack another one.")
    parcel = session.get(Parcel, gift.id) or Parcel(gift_id=gift.id, workspace_id=gift.workspace_id)
    parcel.product_id, parcel.batch, parcel.packed_at, parcel.packed_by = product.id, batch, at, actor.user_id
    session.add(parcel)
    session.flush()
    record_act(session, actor, "gift.packed", at, subject_id=gift.id, body={"has_batch": batch is not None})
    return parcel


def unpack(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """Opens the box again, for example since its person says that the address is wrong: they can change it until it is packed anew.
    Raises Conflict where it is not packed, or has left."""
    lock_gift(session, gift)
    parcel = session.get(Parcel, gift.id, populate_existing=True)
    if gift.status != "ordered" or parcel is None or not stands_for(parcel, gift):
        raise Conflict("This parcel isn’t packed, or has left.")
    session.delete(parcel)
    record_act(session, actor, "gift.unpacked", at, subject_id=gift.id)


def pack_some(typed: Mapping[str, str], actor: Actor, at: datetime) -> tuple[int, list[str]]:
    """Packs each of these gifts (id -> batch as typed) in a transaction of its own, so that some of an order leave and the rest
    stay. Answers how many were packed, and a sentence for each that was not."""
    packed, refused = 0, []
    for gift_id, batch in typed.items():
        number = ""
        try:
            with transaction() as session:
                gift = find_gift(session, actor.workspace_id, gift_id)
                number = gift_number(gift)
                pack(session, gift, batch, actor, at)
            packed += 1
        except Unsafe as error:
            have_looked_at(actor.workspace_id, gift_id)
            refused.append(f"{number}: {error.sentence}")
        except RefusedError as error:
            refused.append(f"{number}: {error.sentence}" if number else error.sentence)
    return packed, refused


def have_looked_at(workspace_id: str, gift_id: str) -> None:
    """What must not leave is chosen anew, in a transaction of its own."""
    with transaction() as session:
        look_at(session, find_gift(session, workspace_id, gift_id))
