"""The pages after a yes, beside each other in every language: none is too wide for the smallest phone, none has a barrier in light
or dark; and the pages of those who send and pack."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from renderers.language.translations import LOCALES
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import transaction
from service.dietary.vocabulary import ALLERGENS, DIETS
from service.fulfilment.run_out import run_out
from service.gifting.events import EventKind, add_event
from service.gifting.models import RecipientGift
from service.gifting.wait import start_waiting
from service.insights.lines.dispute import open_dispute
from service.recipients.afterwards.models import MeetingSlot
from service.security.ids import new_id
from service.workspaces.actor import actor_of, system
from tests.console import Console, console_app
from tests.factories import make_fact, make_product, make_user
from tests.journeys.seen import Seen
from tests.service.content.reading import link, scene_now
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import LONG_AGO, bring_to, looked_at

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


def arrived() -> Scene:
    """A teapot that arrived a week ago; a tea goes with it, and its giver keeps three times free."""
    scene = scene_now(people=1, others=0)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        given = session.merge(scene.products[0])
        given.category, given.interests, given.image = "kitchen", ["tea"], "products/HP-0001"
        make_fact(session, scene.people[0], "diet", "none", valid_from=LONG_AGO)
        make_product(
            session, scene.workspace_id, "Green tea", category="tea", interests=["tea"], kind="edible", price_minor=4000,
            allergens=dict.fromkeys(ALLERGENS, "absent"), diets=dict.fromkeys(DIETS, "suited"), stock=3,
        )  # fmt: skip
        gift.status, gift.decided_at = "delivered", utc_now() - timedelta(days=20)
        body = {"status": "delivered", "product_id": given.id, "price_minor": 0, "is_reserved": False, "stock": {}}
        add_event(session, gift, EventKind.DELIVERED, body, utc_now() - timedelta(days=8))
        seller = make_user(session, scene.workspace_id, "seller")
        for days in (3, 5, 8):
            session.add(
                MeetingSlot(
                    id=new_id("slt"), workspace_id=scene.workspace_id, campaign_id=gift.campaign_id, set_by=seller.id,
                    starts_at=utc_now() + timedelta(days=days), minutes=20,
                )
            )  # fmt: skip
    return scene


def test_pages_after_an_answer(browser: Browser) -> None:
    scene = arrived()
    person, gift = Seen(browser, console_app().test_client()), scene.gifts[0]
    person.client.get(f"{link(gift)}/for-you")
    for place in ("how?is=love", "after", "office", "statement", "where"):
        for language in LOCALES:
            query = "&" if "?" in place else "?"
            name = place.partition("?")[0]
            person.glance(f"/gift/{gift.id}/{place}{query}language={language}", f"{name}-{language}", language)
    assert person.visitor.complaints == []


def test_pages_of_what_ran_out(browser: Browser) -> None:
    scene = bring_to("ordered")
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).expires_at = utc_now() + timedelta(days=300)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        run_out(session, gift, system(scene.workspace_id), utc_now(), (utc_now() + timedelta(days=9)).date())
    looked_at(scene.gifts[0], utc_now())
    person = Seen(browser, console_app().test_client())
    person.client.get(f"{link(scene.gifts[0])}/for-you")
    for language in LOCALES:
        person.glance(f"/gift/{scene.gifts[0].id}/where?language={language}", f"ran-out-{language}", language)
    with transaction() as session:
        start_waiting(session, session.get_one(RecipientGift, scene.gifts[0].id), utc_now())
    for language in LOCALES:
        person.glance(f"/gift/{scene.gifts[0].id}/where?language={language}", f"waiting-{language}", language)
    assert person.visitor.complaints == []


def test_the_statement_person_by_person_and_what_is_disputed(browser: Browser) -> None:
    scene = bring_to("ordered", people=3)
    with transaction() as session:
        manager = make_user(session, scene.workspace_id, "manager")
        open_dispute(session, scene.campaign, scene.gifts[0].id, "amount", "44, not 40", actor_of(manager), utc_now())
    sales = Seen(browser, Console(manager).client)
    campaign = f"/campaigns/{scene.campaign.id}/statement"
    sales.look(f"{campaign}/lines", "lines", "person by person")
    sales.look("/statements/lines", "all-lines", "person by person")
    sales.look(campaign, "campaign-statement", "Every version")
    sales.look("/ops/disputes", "disputes", "1 disputed line")
    assert sales.visitor.complaints == []
