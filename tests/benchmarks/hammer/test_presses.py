"""The short form: four clients on the pages of two people, against what the rows say afterwards."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update

from benchmarks.hammer import presses
from benchmarks.hammer.against import amiss, come, figures_of, read_books
from benchmarks.hammer.presses import Pressed, press_all
from benchmarks.hammer.scarce import make_scarce, overspent_minor, shares
from benchmarks.web.open_loop import Reply
from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.gifting import shelf
from service.gifting.models import RecipientGift
from tests.benchmarks.web.test_readers import served
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene


def scarce_scene(people: int = 2) -> Scene:
    scene = scene_now(people=people, others=1)
    with transaction() as session:
        make_scarce(session)
    return scene


def hammered(scene: Scene) -> Pressed:
    """Two clients on the page of each person; a round of each."""
    with served() as address:
        return asyncio.run(press_all(asyncio.run(come(shares(scene.gifts, 4), address)), 1))


@pytest.mark.usefixtures("any_database")
def test_whoever_races_for_the_last_pieces_and_the_last_money_leaves_rows_that_add_up() -> None:
    scene = scarce_scene()
    before = read_books()

    figures = figures_of(hammered(scene))

    assert (figures["presses"], figures["answers_5xx"], figures["unanswered"], figures["too_often"]) == (24, 0, 0, 0)
    assert figures["refused"] == 24 - sum(figures["taken"].values())
    assert figures["taken"]["undo"] >= 2, "nobody got as far as to change their mind"
    assert amiss(before) == {"oversold": 0, "overspent_minor": 0, "audit_findings": 0}


@pytest.mark.parametrize("is_guarded", [True, False], ids=["the shelf as it is", "a shelf that gives to everybody"])
def test_two_who_want_the_last_piece_oversell_it_only_where_the_guard_is_off(
    is_guarded: bool, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One client each and nothing taken back, so that nothing of it is left to chance."""
    scene = scarce_scene()
    before = read_books()
    monkeypatch.setattr(presses, "ROUNDS", (("show-others", "swap", "accept"),))
    if not is_guarded:
        monkeypatch.setattr(shelf, "take", lambda *_: True)
        monkeypatch.setattr(shelf, "take_each", lambda _, wanted: frozenset(wanted))

    with served() as address:
        pressed = asyncio.run(press_all(asyncio.run(come([[gift] for gift in scene.gifts], address)), 1))

    found = amiss(before)
    assert pressed.taken["accept"] == 2
    if is_guarded:
        assert (pressed.taken["swap"], found["oversold"], found["audit_findings"]) == (1, 0, 0)
    else:
        assert (pressed.taken["swap"], found["oversold"]) == (2, 1)
        assert found["audit_findings"] >= 1


def test_money_that_is_bound_and_that_the_campaign_does_not_know_of_is_overspent(database: str) -> None:
    scene = scarce_scene()
    with transaction() as session:
        assert overspent_minor(session) == 0
        session.execute(update(RecipientGift).values(price_minor=RecipientGift.price_minor + 300))
        # 600 that the campaign's sums leave out, of 1,000 that were left
        assert overspent_minor(session) == 600
        session.execute(update(RecipientGift).values(price_minor=RecipientGift.price_minor + 300))
        # 1,200 now, and 200 more than were left
        assert overspent_minor(session) == 1_200 + 200
        session.get_one(Campaign, scene.campaign.id).reserved_minor += 1_000
        session.flush()
        assert overspent_minor(session) == 200 + 200


def test_two_clients_at_a_time_have_the_same_people_and_an_odd_one_is_refused(database: str) -> None:
    gifts = scarce_scene(4).gifts
    assert shares(gifts, 4) == [gifts[:2], gifts[:2], gifts[2:], gifts[2:]]
    with pytest.raises(ValueError, match="pairs"):
        shares(gifts, 3)


def test_every_answer_is_counted_for_what_it_is() -> None:
    pressed = Pressed()
    for status, is_taken in (
        (303, True),
        (303, False),
        (409, False),
        (429, False),
        (500, False),
        (503, False),
        (0, False),
    ):
        pressed.note(Reply("swap", status, 0.0, is_taken, retry_after=status in {429, 503}), 0.25)

    figures = figures_of(pressed)
    assert (figures["presses"], figures["taken"]["swap"], figures["refused"]) == (7, 1, 2)
    assert (figures["too_often"], figures["answers_5xx"], figures["unanswered"], figures["p99_ms"]) == (1, 2, 1, 250.0)
    assert figures["of_them_503_come_again"] == 1
