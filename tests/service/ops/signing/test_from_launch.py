"""What was set aside at a launch becomes what was charged, and every step in between has its line."""

from __future__ import annotations

import pytest

from service.books.journal.ledger import spent_by_gift
from service.campaigns.models import Campaign
from service.db.connect import reading
from service.gifting.models import RecipientGift
from service.gifting.transitions import TRANSITIONS
from service.ops.signing.from_launch import _STEPS, from_launch
from service.ops.signing.gather import sign_off
from service.workspaces.actor import actor_of
from tests.console import Console
from tests.service.books.world import make_world

STAYS = {"none", "keep", "capture", "keep the sum"}
"""Effects after which as much is set aside or charged for a gift as before."""


@pytest.mark.usefixtures("database")
def test_every_difference_since_the_launch_stands_on_a_line_of_its_own_and_they_add_up_to_the_ledger() -> None:
    world = make_world()
    with reading() as session:
        gift = session.get_one(RecipientGift, world.gifts["ordered EUR"])
        campaign = session.get_one(Campaign, gift.campaign_id)
        found = sign_off(session, campaign, actor_of(world.owner), spent_by_gift)
    assert [(one.words, one.minor, one.gifts) for one in found.from_launch.steps] == [
        ("Set aside at launch", 4 * 5240, 4),
        ("Donated, so there’s nothing to deliver", -840, 1),
        ("Came back: refunded, less the way back", 690 - 4400, 1),
        ("Still set aside, not charged yet", -5240, 1),
    ]
    assert found.from_launch.charged_minor == found.sums["ledger"] == found.sums["journal"] == 11_170
    assert found.alarms == []
    page = " ".join(Console(world.owner).get(f"/campaigns/{campaign.id}/books").text.split())
    assert "From what was set aside to what was charged" in page
    assert "−€37.10" in page and "€111.70" in page


def test_a_gift_stands_in_each_step_once_and_a_step_that_moves_nothing_in_none() -> None:
    swapped = [
        ("launch", [("reserved", 100)]),
        ("swap", [("released", 100), ("reserved", 120)]),
        ("swap", [("released", 120), ("reserved", 90)]),
        ("order", [("captured", 90)]),
    ]
    told = from_launch([("HP-1", swapped), ("HP-2", [("launch", [("reserved", 50)])])])
    assert [(one.words, one.minor, one.numbers) for one in told.steps] == [
        ("Set aside at launch", 150, ("HP-1", "HP-2")),
        ("Swapped for another gift, or swapped back", -10, ("HP-1",)),
        ("Still set aside, not charged yet", -50, ("HP-2",)),
    ]
    assert told.charged_minor == 90


def test_every_step_that_moves_what_is_bound_has_words() -> None:
    assert {act for act, rule in TRANSITIONS.items() if rule.money not in STAYS} - _STEPS.keys() == set()
