"""Packing slips with the card for the box. Whether a gift is safe is asked before they are drawn and again before they are handed
out, with its person locked; nothing is drawn inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from renderers.language.dates import full_day
from renderers.product.marks import handling, inscribed, table_of
from renderers.statement.slip import MOST, Slip, draw_slips
from service.catalog.models import Product
from service.content.stories.story import story_of
from service.db.connect import transaction
from service.errors import Conflict, InvalidInput, Unsafe
from service.fulfilment.packing import have_looked_at, require_may_leave
from service.gifting.events import EventKind, last_time
from service.gifting.find import find_gift
from service.gifting.models import Parcel, RecipientGift
from service.gifting.packed import stands_for
from service.recipients.postal.addresses import address_of
from service.recipients.postal.label_lines import PLACE_NAMES, label_lines
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def packing_slips(gift_ids: Sequence[str], actor: Actor, at: datetime) -> bytes:
    """One PDF for these parcels, all of them or none.

    Raises InvalidInput where none or too many are asked for, Conflict where one is not packed or was changed meanwhile, Unsafe
    where one must not leave (it is looked at again), and what `draw_slips` raises.
    """
    if not 0 < len(gift_ids) <= MOST:
        raise InvalidInput(f"Choose between 1 and {MOST} packed parcels.", param="gift")
    ids = list(dict.fromkeys(gift_ids))
    told = [_ask(gift_id, actor, at) for gift_id in ids]
    pdf = draw_slips(told)
    # Drawing took a moment. What was learned in it counts, and each that goes out is written down.
    for gift_id, slip in zip(ids, told, strict=True):
        if _ask(gift_id, actor, at, is_printed=True) != slip:
            raise Conflict(f"{slip.number} was changed while its packing slip was made. Print it again.")
    return pdf


def _ask(gift_id: str, actor: Actor, at: datetime, *, is_printed: bool = False) -> Slip:
    try:
        with transaction() as session:
            gift = find_gift(session, actor.workspace_id, gift_id)
            require_may_leave(session, gift, at)
            slip = _slip(session, gift)
            if is_printed:
                record_act(session, actor, "packing_slip.printed", at, subject_id=gift.id)
            return slip
    except Unsafe:
        have_looked_at(actor.workspace_id, gift_id)
        raise


def _slip(session: Session, gift: RecipientGift) -> Slip:
    parcel, address = session.get(Parcel, gift.id), address_of(session, gift.id)
    if parcel is None or not stands_for(parcel, gift):
        raise Conflict("Pack this parcel first: its slip and its card name the batch.")
    if address is None:
        raise Conflict("This parcel has no address any more, so nothing can be sent.")
    story = story_of(session, gift)
    product = session.get_one(Product, gift.product_id)
    facts, ordered_at = story.gift, last_time(session, gift, EventKind.ORDERED) or gift.created_at
    return Slip(
        number=story.number,
        locale=story.person.locale,
        company=story.sender.company,
        ordered_on=full_day("en", ordered_at),
        product=facts.name,
        product_locale=facts.locale,
        product_packing=product.texts["en"]["name"],
        sku=facts.sku,
        batch=parcel.batch,
        address=tuple(label_lines(address)),
        place=PLACE_NAMES[address.place],
        note=address.note,
        phone=address.phone,
        not_before=address.not_before.isoformat() if address.not_before else None,
        inscription=facts.inscription,
        inscribed=inscribed(facts),
        handling=handling(facts),
        marks=tuple((mark.kind, mark.words) for mark in table_of(story.person.locale, facts.safety)),
        marks_packing=tuple((mark.kind, mark.words) for mark in table_of("en", facts.safety)),
    )
