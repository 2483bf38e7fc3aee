"""Nobody does anything any more: from every state, time alone brings stock and money to rest, and within the stated time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import GiftLapsed
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift
from service.gifting.expire import expire_gifts
from service.gifting.find import AWAY_AT_MOST, WAITED_AT_LEAST, WAITED_AT_MOST, kept_until
from service.gifting.fulfil import mark_delivered, mark_returned, mark_shipped
from service.gifting.hold import REASONS, hold_gift
from service.gifting.live import live_gift
from service.gifting.look_again import KIND
from service.gifting.models import GiftEvent, RecipientGift, SoftHold
from service.gifting.open import open_gift
from service.gifting.settle import settle_decided
from service.gifting.show_others import show_others
from service.gifting.soft_holds import end_soft_holds
from service.gifting.swap import swap_gift
from service.gifting.transitions import apply
from service.gifting.undo import undo_answer
from service.jobs.models import Job
from service.ops.audit.database import audit_database
from service.planning.labels import describe_hold, describe_state
from service.planning.plan.redecide import redecide_gift
from service.recipients.models import Recipient
from service.workspaces.actor import system
from tests.factories import AT, make_fact
from tests.service.gifting.scene import Scene, kinds, money
from tests.service.gifting.stopping import ADDRESS, LONG_AGO, set_sweet_scene, tell

Life = Callable[[Session, RecipientGift], None]
ENDS: Final = timedelta(days=21)
"""When the campaign of these lives ends, from AT; every yes is said at AT."""
UNDO: Final = timedelta(hours=24)
WITH_ADDRESS: Final = ("address_unconfirmed", "dietary_unknown", "font_missing")
"""Holds that nothing is behind any more, of those who lack nothing: two that an answer lifts, and one of the rest."""


def _yes(session: Session, gift: RecipientGift) -> None:
    accept_gift(session, gift, AT)


def _yes_with_address(session: Session, gift: RecipientGift) -> None:
    _yes(session, gift)
    give_address(session, gift, ADDRESS, AT)


def _swapped(session: Session, gift: RecipientGift) -> None:
    other = session.scalars(select(Product.id).where(Product.category == "other 0")).one()
    swap_gift(session, gift, other, AT)


def _away(session: Session, gift: RecipientGift) -> None:
    session.get_one(Product, gift.product_id).perishable = True
    session.flush()
    _yes_with_address(session, gift)
    person = session.get_one(Recipient, gift.recipient_id)
    make_fact(session, person, "away", "2026-11-01/2027-12-31", valid_from=LONG_AGO, source="asked")


def _in_doubt(session: Session, gift: RecipientGift) -> None:
    _yes_with_address(session, gift)
    tell(session, gift, "diet", "ask")


def _unsafe(session: Session, gift: RecipientGift) -> None:
    _yes_with_address(session, gift)
    tell(session, gift)


def _undone(session: Session, gift: RecipientGift) -> None:
    decline_gift(session, gift, None, AT)
    undo_answer(session, gift, AT)


def _held(first: Life, reason: str) -> Life:
    def live(session: Session, gift: RecipientGift) -> None:
        first(session, gift)
        assert hold_gift(session, gift, reason, AT)

    return live


def _as_it_was(session: Session, gift: RecipientGift) -> None:
    assert session.get(RecipientGift, gift.id) is gift


def _notified(session: Session, gift: RecipientGift) -> None:
    apply(session, gift, "notify", AT)


def _opened(session: Session, gift: RecipientGift) -> None:
    assert open_gift(session, gift, AT)


def _looking(session: Session, gift: RecipientGift) -> None:
    assert show_others(session, gift, AT)


def _donated(session: Session, gift: RecipientGift) -> None:
    donate_gift(session, gift, "rivers", AT)


def _declined(session: Session, gift: RecipientGift) -> None:
    decline_gift(session, gift, None, AT)


LIVES: Final[Mapping[str, Life]] = {
    "created": _as_it_was,
    "notified": _notified,
    "opened": _opened,
    "opened, others shown": _looking,
    "opened, swapped": _swapped,
    "opened, a no taken back": _undone,
    "accepted": _yes_with_address,
    "accepted, no address": _yes,
    "accepted, on a journey": _away,
    "accepted, in doubt": _in_doubt,
    "accepted, unsafe": _unsafe,
    "donated": _donated,
    "declined": _declined,
    **{f"accepted, no address, {reason}": _held(_yes, reason) for reason in sorted(REASONS)},
    **{f"accepted, {reason}": _held(_yes_with_address, reason) for reason in WITH_ADDRESS},
}
"""What people have done by AT, each with a gift of their own, by the real acts."""


def _doubted(session: Session, gift: RecipientGift) -> None:
    tell(session, gift, "diet", "ask")


def _shipped(session: Session, gift: RecipientGift) -> None:
    mark_shipped(session, gift, system(gift.workspace_id), AT)


def _delivered(session: Session, gift: RecipientGift) -> None:
    _shipped(session, gift)
    mark_delivered(session, gift, system(gift.workspace_id), AT)


def _returned(session: Session, gift: RecipientGift) -> None:
    _shipped(session, gift)
    mark_returned(session, gift, system(gift.workspace_id), AT)


LATER: Final[Mapping[str, Life]] = {
    "ordered": _as_it_was,
    "ordered, in doubt": _doubted,
    "ordered, unsafe": tell,
    "shipped": _shipped,
    "delivered": _delivered,
    "returned": _returned,
}
"""What happens to a gift once it was ordered."""


def let_time_pass(at: datetime) -> None:
    """Every sweep that moves gifts, and the looks they ask for, until nothing is left to do at this moment."""
    while True:
        moved = settle_decided(at) + expire_gifts(at) + end_soft_holds(at) + look_at_all(at)
        if not moved:
            return


def look_at_all(at: datetime) -> int:
    with reading() as session:
        waiting = session.execute(select(Job.id, Job.subject_id).where(Job.kind == KIND, Job.state == "pending")).all()
    for job_id, gift_id in waiting:
        with transaction() as session:
            session.execute(update(Job).where(Job.id == job_id).values(state="done"))
            redecide_gift(session, gift_id, at)
    return len(waiting)


def live_all(status: str) -> tuple[Scene, dict[str, str]]:
    """A campaign in which everybody has come as far as their life says. Gift's id by life."""
    names = [*LIVES, *LATER]
    with transaction() as session:
        scene = set_sweet_scene(session, people=len(names), others=3, other_stock=50, expires_at=AT + ENDS)
        for person in scene.people:
            make_fact(session, person, "interest", "chess")
        ids = {name: gift.id for name, gift in zip(names, scene.gifts, strict=True)}
        for name, life in {**LIVES, **dict.fromkeys(LATER, _yes_with_address)}.items():
            life(session, session.get_one(RecipientGift, ids[name]))
    with transaction() as session:
        session.execute(
            update(RecipientGift).where(RecipientGift.id.in_([ids[name] for name in LATER])).values(undo_until=AT)
        )
    settle_decided(AT)
    with transaction() as session:
        for name, life in LATER.items():
            gift = session.get_one(RecipientGift, ids[name])
            assert gift.status == "ordered"
            life(session, gift)
        session.get_one(Campaign, scene.campaign.id).status = status
    return scene, ids


def held_by(ids: Mapping[str, str]) -> set[str]:
    """Lives whose gift still has stock and money set aside."""
    with reading() as session:
        return {name for name, key in ids.items() if session.get_one(RecipientGift, key).is_reserved}


@pytest.mark.parametrize("status", ["running", pytest.param("closed", marks=pytest.mark.slow)])
def test_from_every_state_time_alone_brings_stock_and_money_to_rest(database: str, status: str) -> None:
    scene, ids = live_all(status)
    moments = [UNDO, WAITED_AT_LEAST, ENDS, WAITED_AT_MOST, AWAY_AT_MOST]
    held: dict[timedelta, set[str]] = {}
    for moment in sorted({*moments, *(one - timedelta(minutes=1) for one in moments), ENDS + timedelta(days=8)}):
        let_time_pass(AT + moment)
        held[moment] = held_by(ids)

    no_address = {name for name in ids if name.startswith("accepted, no address")}
    unanswered = {name for name in ids if name.startswith(("created", "notified", "opened"))}
    waits = no_address | {"accepted, in doubt"}
    before = timedelta(minutes=1)
    seeming = {"accepted, dietary_unknown", "accepted, address_unconfirmed"}
    """Holds that nothing is behind: who gives what they wait for lifts them, so that only the end asks again."""
    again = {"accepted, unsafe", "ordered, unsafe", "ordered, in doubt"}
    assert held[UNDO - before] >= unanswered | waits | {"accepted", "accepted, on a journey", "declined", "donated"}
    assert held[UNDO] - again == unanswered | waits | seeming | {"accepted, on a journey"}
    assert held[ENDS - before] >= unanswered | waits | {"accepted, on a journey"}
    assert held[ENDS] - again == {"accepted, on a journey"}
    assert held[ENDS + timedelta(days=8)] == held[AWAY_AT_MOST - before] == {"accepted, on a journey"}
    assert held[AWAY_AT_MOST] == set()
    with reading() as session:
        assert money(session, session.get_one(Campaign, scene.campaign.id))[0] == 0
        assert session.scalar(select(func.count()).select_from(SoftHold)) == 0
        ended = {name: session.get_one(RecipientGift, key).status for name, key in ids.items()}
    assert {ended[name] for name in unanswered | waits | {"accepted, on a journey"}} == {"expired"}
    assert {name for name, status in ended.items() if status == "ordered"} == {
        "ordered", "accepted", *(f"accepted, {reason}" for reason in WITH_ADDRESS),
    }  # fmt: skip
    assert audit_database() == []


def test_a_yes_of_the_last_day_has_a_week_and_one_of_the_first_a_month(database: str) -> None:
    last, soon = ENDS - timedelta(hours=1), timedelta(days=60)
    with transaction() as session:
        scene = set_sweet_scene(session, expires_at=AT + ENDS)
        accept_gift(session, scene.gifts[0], AT + last)
        gift, campaign = scene.gifts[0], scene.campaign
        assert kept_until(campaign, gift) == AT + last + WAITED_AT_LEAST
        campaign.expires_at = AT + soon + ENDS
        assert kept_until(campaign, gift) == AT + last + WAITED_AT_MOST
        campaign.expires_at = AT + last + timedelta(days=10)
        assert kept_until(campaign, gift) == AT + last + timedelta(days=10)


def test_the_page_names_the_day_that_counts_and_then_what_became_of_the_yes(database: str) -> None:
    with transaction() as session:
        scene = set_sweet_scene(session, expires_at=AT + ENDS)
        accept_gift(session, scene.gifts[0], AT)
        shown = live_gift(session, scene.gifts[0], AT)
    assert shown.kept_until == AT + ENDS

    let_time_pass(AT + ENDS)

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        with pytest.raises(GiftLapsed):
            live_gift(session, gift, AT + ENDS)
        assert (describe_hold(gift), describe_state(gift)) == (None, ("off", "Said yes, couldn’t be sent"))
        event = session.scalars(select(GiftEvent).where(GiftEvent.kind == "gift.expired")).one()
        assert event.body["waited_for"] == "address_unconfirmed"


def test_what_only_seems_to_wait_is_ordered_and_not_ended(database: str) -> None:
    with transaction() as session:
        scene = set_sweet_scene(session, expires_at=AT + ENDS)
        _held(_yes, "dietary_unknown")(session, scene.gifts[0])
        give_address(session, scene.gifts[0], ADDRESS, AT)

    assert (expire_gifts(AT + WAITED_AT_MOST), expire_gifts(AT + WAITED_AT_MOST)) == (0, 0)
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.is_reserved, kinds(session, gift)[-1]) == ("ordered", False, "gift.ordered")
