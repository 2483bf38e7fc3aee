"""An address never outlives its gift by more than the stated days, however the gift ended and also where it never does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.gifting.expire import expire_gifts
from service.gifting.forgotten_addresses import WAITED_FOR, start_forgotten_clocks
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.gifting.transitions import TERMINAL, TRANSITIONS, apply
from service.recipients.models import DeliveryAddress
from service.recipients.postal.addresses import Address, save_address
from service.recipients.postal.erase_addresses import erase_due_addresses
from tests.factories import AT
from tests.service.gifting.scene import Scene, set_scene

DAYS = timedelta(days=30)
ENDINGS = [
    (act, source)
    for act, rule in TRANSITIONS.items()
    if rule.to in TERMINAL or act.startswith("settle_")
    for source in rule.sources
]
STATUSES = sorted({status for rule in TRANSITIONS.values() for status in (*rule.sources, rule.to) if status})
HOLDS = (None, "away", "address_unconfirmed", "dietary_unknown", "font_missing", "out_of_stock", "policy_blocked")


def _with_address(people: int) -> Scene:
    with transaction() as session:
        scene = set_scene(session, people, others=0)
        for gift in scene.gifts:
            save_address(
                session,
                workspace_id=scene.workspace_id,
                recipient_id=gift.recipient_id,
                gift_id=gift.id,
                address=Address("Jana Nováková", "Na Příkopě 1", "110 00", "Praha", "CZ", None, None),
                at=AT,
            )
        return scene


def _clocks() -> dict[str, datetime | None]:
    with reading() as session:
        rows = session.execute(select(DeliveryAddress.gift_id, DeliveryAddress.erase_after))
        return {row.gift_id: row.erase_after for row in rows}


def _readable() -> set[str]:
    with reading() as session:
        return set(session.scalars(select(DeliveryAddress.gift_id).where(DeliveryAddress.body.is_not(None))))


def test_every_ending_in_the_table_starts_the_clock_and_no_other_step_does(database: str) -> None:
    assert {act for act, _ in ENDINGS} == {
        "settle_donation", "settle_decline", "expire", "cancel", "deliver", "return", "fail", "lose", "break", "send_back",
    }  # fmt: skip
    assert {act for act, rule in TRANSITIONS.items() if rule.ends} == {act for act, _ in ENDINGS}
    scene = _with_address(len(ENDINGS))
    with transaction() as session:
        for made, (act, source) in zip(scene.gifts, ENDINGS, strict=True):
            gift = session.get_one(RecipientGift, made.id)
            if act in {"return", "fail", "lose", "break", "send_back"}:
                apply(session, _as(session, gift, "accepted"), "order", AT)
            apply(session, _as(session, gift, source), act, AT)

    assert _clocks() == dict.fromkeys((gift.id for gift in scene.gifts), AT + DAYS)
    assert erase_due_addresses(AT + DAYS - timedelta(seconds=1)) == 0
    assert erase_due_addresses(AT + DAYS) == len(ENDINGS)
    assert _readable() == set()


def _as(session: Session, gift: RecipientGift, status: str) -> RecipientGift:
    session.execute(update(RecipientGift).where(RecipientGift.id == gift.id).values(status=status))
    session.refresh(gift)
    return gift


def test_from_every_status_and_hold_an_address_comes_to_its_end_with_time(any_database: str) -> None:
    """The control is the first half: without the sweep for forgotten ones, those that nothing ends keep theirs for ever."""
    states = [
        (status, hold) for status in STATUSES for hold in (HOLDS if status in {"accepted", "ordered"} else (None,))
    ]
    scene = _with_address(len(states))
    with transaction() as session:
        for gift, (status, hold) in zip(scene.gifts, states, strict=True):
            values = {"hold_reason": hold, "undo_until": AT}
            session.execute(update(RecipientGift).where(RecipientGift.id == gift.id).values(status=status, **values))
        expires = scene.campaign.expires_at
    ids = dict(zip((gift.id for gift in scene.gifts), states, strict=True))
    quiet = expires + WAITED_FOR

    for at in (expires, quiet, quiet + DAYS):
        expire_gifts(at)
        settle_decided(at)
        erase_due_addresses(at + DAYS)
    kept = {ids[gift_id][0] for gift_id in _readable()}
    assert {"ordered", "shipped"} <= kept

    late = quiet + 4 * DAYS
    assert start_forgotten_clocks(late) == len(_readable())
    assert start_forgotten_clocks(late) == 0
    erase_due_addresses(late + DAYS)
    assert _readable() == set()


@pytest.mark.parametrize("status", ["accepted", "ordered", "shipped", "opened"])
def test_what_may_still_be_delivered_keeps_its_address(database: str, status: str) -> None:
    scene = _with_address(1)
    with transaction() as session:
        session.execute(update(RecipientGift).values(status=status))
        expires = scene.campaign.expires_at

    assert start_forgotten_clocks(expires + WAITED_FOR - timedelta(seconds=1)) == 0
    assert _readable() == {scene.gifts[0].id}
