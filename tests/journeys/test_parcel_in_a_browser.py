"""A parcel from a yes to the door: its person at their page, ops at the pick list. Every request of the browsers is answered by the
product itself, without a server."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.gifting.number import gift_number
from service.gifting.settle import settle_decided
from tests.console import Console, console_app
from tests.factories import make_user
from tests.journeys.seen import Seen
from tests.service.content.reading import link
from tests.service.gifting.stopping import bring_to


@pytest.mark.usefixtures("database")
@pytest.mark.slow
def test_a_parcel_from_yes_to_delivered(browser: Browser) -> None:
    scene = bring_to("accepted")
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).expires_at = utc_now() + timedelta(days=300)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        number = gift_number(gift)
        packer = Console(make_user(session, scene.workspace_id, "ops"))
    where = f"/gift/{gift.id}/where"
    person, ops = Seen(browser, console_app().test_client()), Seen(browser, packer.client)
    person.client.get(f"{link(gift)}/for-you")
    person.look(f"{where}?language=en", "where-accepted", "It’s yours.")

    assert settle_decided(utc_now()) == 1
    person.look(where, "where-ordered", "We’re getting it ready.")
    ops.look("/ops/pick-list", "pick-list", "1 parcel to pack")
    ops.page.get_by_label(f"Packed: {number}").check()
    ops.page.get_by_label(f"Batch of {number}").fill("L-2041/7")
    ops.visitor.press("Save what is packed")
    expect(ops.page.get_by_text("batch L-2041/7")).to_be_visible()
    ops.look("/ops/pick-list", "pick-list-packed", "1 packed parcel of this page")

    ops.page.get_by_label(f"Carrier of {number}").fill("UPS")
    ops.page.get_by_label(f"Number of {number} at the carrier").fill("1Z999AA10123456784")
    ops.visitor.press(f"Shipped: {number}")
    expect(ops.page.get_by_text("On its way").first).to_be_visible()
    person.look(where, "where-sent", "It’s on its way to you.")
    followed = person.page.get_by_role("link", name="Track it with the carrier")
    assert followed.get_attribute("href") == "https://www.ups.com/track?tracknum=1Z999AA10123456784"

    ops.look("/ops/pick-list/statuses", "statuses", "What the file needs")
    ops.look("/ops/pick-list", "pick-list-shipped", "On its way")
    ops.visitor.press(f"Delivered: {number}")
    person.look(where, "where-delivered", "It’s with you.")
    for language in ("cs", "ro", "is", "ru", "ja", "ar"):
        person.look(f"{where}?language={language}", f"where-{language}", "UPS")
    with reading() as session:
        assert session.get_one(RecipientGift, gift.id).status == "delivered"
    assert (person.visitor.complaints, ops.visitor.complaints) == ([], [])
