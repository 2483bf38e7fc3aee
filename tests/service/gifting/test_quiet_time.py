"""Time stands still while somebody is quiet by rule, also the week that they have after a yes and after a stop."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.expire import expire_gifts
from service.gifting.find import AGAIN_FOR, WAITED_AT_LEAST
from service.gifting.live import live_gift
from service.gifting.models import RecipientGift
from service.gifting.quiet import Wanted, lift_quiet, set_quiet
from service.gifting.quiet_time import paused_for
from service.gifting.settle import settle_decided
from service.recipients.models import Recipient
from service.recipients.quiet.models import QuietRule
from service.workspaces.actor import system
from tests.factories import AT
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import bring_to, looked_at, set_sweet_scene, told

pytestmark = pytest.mark.usefixtures("database")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ENDS = AT + 2 * DAY


def quiet(scene: Scene, first: datetime, end: datetime) -> str:
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        wanted = Wanted("tender", "their call", first, end)
        return set_quiet(session, person, wanted, "person", system(scene.workspace_id), AT).id


def status(scene: Scene) -> str:
    with reading() as session:
        return session.get_one(RecipientGift, scene.gifts[0].id).status


def swept(scene: Scene, at: datetime) -> str:
    settle_decided(at)
    expire_gifts(at)
    return status(scene)


def yes_without_an_address() -> tuple[Scene, datetime]:
    """Somebody said yes an hour before the end, and when the week is over in which they may say where to."""
    with transaction() as session:
        scene = set_sweet_scene(session, expires_at=ENDS)
        accept_gift(session, scene.gifts[0], ENDS - HOUR)
    return scene, ENDS - HOUR + WAITED_AT_LEAST


def test_the_week_after_a_yes_stands_still_too() -> None:
    scene, over = yes_without_an_address()
    quiet(scene, ENDS + DAY, ENDS + 11 * DAY)
    assert swept(scene, ENDS + 11 * DAY + HOUR) == "accepted"
    assert swept(scene, over + 10 * DAY - HOUR) == "accepted"
    assert swept(scene, over + 10 * DAY) == "expired"


def test_so_it_does_where_the_quiet_was_known_before_the_yes() -> None:
    with transaction() as session:
        scene = set_sweet_scene(session, expires_at=ENDS)
    quiet(scene, ENDS + DAY, ENDS + 11 * DAY)
    with transaction() as session:
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), ENDS - HOUR)
    over = ENDS - HOUR + WAITED_AT_LEAST
    assert swept(scene, over + 10 * DAY - HOUR) == "accepted"
    assert swept(scene, over + 10 * DAY) == "expired"


def test_without_a_quiet_it_is_the_week_and_no_more() -> None:
    scene, over = yes_without_an_address()
    assert swept(scene, over - HOUR) == "accepted"
    assert swept(scene, over) == "expired"


def test_a_quiet_that_is_lifted_leaves_what_it_took_and_no_more() -> None:
    scene, over = yes_without_an_address()
    rule = quiet(scene, ENDS + DAY, ENDS + 11 * DAY)
    with transaction() as session:
        lift_quiet(session, session.get_one(QuietRule, rule), system(scene.workspace_id), ENDS + 3 * DAY)
    assert swept(scene, over + 2 * DAY - HOUR) == "accepted"
    assert swept(scene, over + 2 * DAY) == "expired"


def test_the_week_in_which_they_look_at_what_was_chosen_again_stands_still_too() -> None:
    scene = bring_to("accepted", expires_at=ENDS)
    stopped = ENDS - HOUR
    told(scene.gifts[0], at=stopped)
    looked_at(scene.gifts[0], stopped)
    assert status(scene) == "opened"
    quiet(scene, ENDS + DAY, ENDS + 11 * DAY)
    over = stopped + AGAIN_FOR + 10 * DAY
    assert swept(scene, over - HOUR) == "opened"
    assert swept(scene, over) == "expired"


def test_each_quiet_that_begins_before_the_end_puts_it_off() -> None:
    spans = [(AT - DAY, AT + DAY), (AT + 2 * DAY, AT + 3 * DAY), (AT + 9 * DAY, AT + 10 * DAY)]
    assert paused_for(spans, AT, AT + DAY + HOUR) == 2 * DAY - DAY + DAY
    assert paused_for(spans, AT, AT + HOUR) == DAY
    assert paused_for([], AT, AT + DAY) == timedelta()


def test_however_often_it_is_reckoned_anew_a_gift_keeps_its_own_time_to_the_second() -> None:
    with transaction() as session:
        scene = set_sweet_scene(session, expires_at=ENDS)
    part = timedelta(microseconds=400_001)
    for number in range(5):
        quiet(scene, AT + number * HOUR + part, AT + number * HOUR + timedelta(minutes=10, microseconds=7))
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert gift.open_until is not None
        assert gift.open_until - timedelta(seconds=gift.quiet_seconds) == ENDS
        assert gift.quiet_seconds == 50 * 60 - 1


def test_a_quiet_before_the_yes_adds_nothing_to_the_week_after_it() -> None:
    with transaction() as session:
        scene = set_sweet_scene(session, expires_at=ENDS)
    quiet(scene, AT + HOUR, AT + DAY + HOUR)
    yes = ENDS + DAY - HOUR  # the last hour of a gift that was put off by a day
    with transaction() as session:
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), yes)
    assert swept(scene, yes + WAITED_AT_LEAST - HOUR) == "accepted"
    assert swept(scene, yes + WAITED_AT_LEAST) == "expired"


def test_the_page_names_the_day_that_a_quiet_after_the_yes_puts_off() -> None:
    scene, over = yes_without_an_address()
    quiet(scene, ENDS + DAY, ENDS + 11 * DAY)
    with reading() as session:
        assert live_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), ENDS).kept_until == over + 10 * DAY
