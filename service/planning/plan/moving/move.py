"""Somebody is given what was planned for somebody else, who gets what the page said, or nothing happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.errors import Conflict
from service.gifting.alternatives import write_alternatives
from service.gifting.case import open_case
from service.gifting.find import campaign_of, find_gift_in
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.override import ask_again, let_go, override_options, put_by_hand
from service.gifting.substitute import choose_product
from service.planning.plan.moving.others import Moved, movable, move_for
from service.recipients.lock import lock_people
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page said: whose gift moves, and the product they get instead. Ids."""

    gift_id: str
    product_id: str


def read_shown(text: str) -> Shown:
    """From a form, "gift:product". Raises Conflict for anything else."""
    gift_id, mark, product_id = text.partition(":")
    if not (gift_id and mark and product_id):
        raise Conflict("Look at the gifts again: this form doesn’t say who would get another gift.")
    return Shown(gift_id, product_id)


def give_and_move(
    session: Session, gift: RecipientGift, product_id: str, shown: Shown, actor: Actor, at: datetime, why: str = ""
) -> None:
    """Gives the person what was planned for the person of `shown`, who gets the product that was shown. Both are judged as ever.

    Raises Conflict where the second would get something else by now, or has set out, or a person chose or locked their gift;
    otherwise as `override_gift` does. Nothing has changed then.
    """
    campaign = campaign_of(session, gift)
    holder = find_gift_in(session, campaign, shown.gift_id)
    lock_people(session, (gift.recipient_id, holder.recipient_id))
    for one in sorted((gift, holder), key=lambda one: one.id):
        lock_gift(session, one)
    moved = _as_shown(session, gift, product_id, shown, at)
    if moved is None:
        raise Conflict("Something has changed since you looked, so nobody’s gift was moved. Look at the gifts again.")
    before, theirs = gift.product_id, holder.product_id
    let_go(session, holder)
    let_go(session, gift)
    body = {"instead_of": theirs, "moved_for": gift.id, "by": actor.user_id, "alternatives": list(moved.alternatives)}
    choose_product(session, holder, moved.product.id, "override", body, at)
    write_alternatives(session, holder, moved.alternatives)
    record_act(session, actor, "gift.moved", at, subject_id=holder.id)
    put_by_hand(session, gift, product_id, actor, at, instead_of=before, why=why)
    ask_again(session, gift, actor, at)


def _as_shown(session: Session, gift: RecipientGift, product_id: str, shown: Shown, at: datetime) -> Moved | None:
    """The move that was shown, if it is still the one that would be made."""
    campaign = campaign_of(session, gift)
    case = open_case(session, campaign, gift, at)
    wanted = [one for one in override_options(case) if one.product.id == product_id]
    gift_id = movable(session, gift, wanted).get(product_id)
    if gift_id != shown.gift_id:
        return None
    moved = move_for(session, campaign, gift, case, product_id, session.get_one(RecipientGift, gift_id), at)
    return moved if moved is not None and moved.product.id == shown.product_id else None
