"""One more person in a running campaign: a plan of one, approved like any other, and nobody else's gift moves."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from service.campaigns.models import Campaign, CampaignRecipient, PlanApproval
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.ops.audit.database import audit_database
from service.planning.launch.waves import launch_wave
from service.recipients.models import Recipient
from service.recipients.sources.basis import stated_of
from service.workspaces.models import Workspace
from tests.console import Console
from tests.factories import make_match_run, make_user
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, money, set_scene

LUCIE = {
    "first_name": "Lucie", "last_name": "Malá", "company": "Company 0", "email": "lucie@company0.example", "country": "CZ",
    "diet": "", "basis": "customer", "source": "Trade fair",
}  # fmt: skip


def running(above: int | None = None, **values: object) -> tuple[Scene, Console, str]:
    """A running campaign with one launched person, its seller's browser, and its address."""
    with transaction() as session:
        scene = set_scene(session, expires_at=utc_now() + timedelta(days=40), **values)  # type: ignore[arg-type]
        seller = make_user(session, scene.workspace_id, "seller")
        make_user(session, scene.workspace_id, "owner")
        campaign = session.get_one(Campaign, scene.campaign.id)
        run = make_match_run(session, campaign)
        campaign.current_match_run_id = campaign.approved_match_run_id = run.id
        campaign.approved_by, campaign.seller_id = seller.id, seller.id
        session.execute(
            update(Workspace)
            .where(Workspace.id == scene.workspace_id)
            .values(approval_above_minor=above, approval_currency=None if above is None else "EUR")
        )
    return scene, Console(seller), f"/campaigns/{scene.campaign.id}"


def seen_on(page: str) -> str:
    return re.findall(r'name="seen" value="([0-9a-f]+)"', page)[0]


def count(model: type) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_first_press_shows_gift_and_sums_and_keeps_nothing(database: str) -> None:
    _, browser, base = running()
    assert browser.get(f"{base}/add").text.count("<label") >= len(LUCIE)
    page = html.unescape(browser.post(f"{base}/add", **LUCIE).text)
    assert "Add and reserve €40.00" in page
    assert "Set aside then" in page
    assert "€84.00" in page
    assert (count(Recipient), count(RecipientGift), count(CampaignRecipient)) == (1, 1, 1)


def test_the_second_press_launches_exactly_that_gift_alone(database: str) -> None:
    scene, browser, base = running()
    seen = seen_on(browser.post(f"{base}/add", **LUCIE).text)
    assert browser.post(f"{base}/add", **LUCIE, seen=seen).status_code == 303
    with reading() as session:
        old, new = sorted(session.scalars(select(RecipientGift)), key=lambda gift: gift.id != scene.gifts[0].id)
        assert (old.product_id, old.status, old.wave) == (scene.products[0].id, "created", 1)
        assert (new.status, new.wave, new.is_overridden) == ("draft", 2, True)
        job = session.scalars(select(Job).where(Job.kind == "planning.launch")).one()
        assert (job.subject_id, job.version) == (scene.campaign.id, 2)
    launch_wave(transaction, scene.campaign.id, 2, utc_now())
    with reading() as session:
        assert money(session, scene.campaign) == (8400, 0)
        assert session.get_one(RecipientGift, new.id).status == "created"
    assert [one.sentence for one in audit_database() if new.id in one.sentence] == []


def test_who_is_in_it_already_or_is_written_wrong_is_told_at_the_field(database: str) -> None:
    scene, browser, base = running()
    browser.post(f"{base}/add", **LUCIE, seen=seen_on(browser.post(f"{base}/add", **LUCIE).text))
    again = browser.post(f"{base}/add", **LUCIE)
    assert (again.status_code, "in this campaign already" in html.unescape(again.text)) == (422, True)
    for name, wrong in (
        ("email", "lucie at company"),
        ("country", "Narnia"),
        ("company", ""),
        ("diet", "x" * 401),
        ("basis", ""),
        ("source", " "),
    ):
        refused = browser.post(f"{base}/add", **{**LUCIE, "email": "other@company0.example", name: wrong})
        assert (refused.status_code, "Nobody was added." in refused.text) == (422, True), name
    assert count(Recipient) == 2
    assert scene.workspace_id


def test_who_lacks_a_basis_that_their_country_asks_for_is_not_added_nor_asked(database: str) -> None:
    _, browser, base = running()
    refused = browser.post(f"{base}/add", **{**LUCIE, "country": "DE", "basis": "none"})
    assert (refused.status_code, "asks for consent before a mail" in refused.text) == (422, True)
    assert (count(Recipient), count(RecipientGift)) == (1, 1)
    assert browser.post(f"{base}/add", **{**LUCIE, "basis": "none"}).status_code == 200


def test_what_is_stated_of_an_added_person_is_kept_with_them_and_food_needs_how_and_when(database: str) -> None:
    _, browser, base = running()
    vegan = {**LUCIE, "diet": "vegan", "told_how": "call", "told_on": "2026-03-18"}
    for name in ("told_how", "told_on"):
        refused = browser.post(f"{base}/add", **{**vegan, name: ""})
        assert (refused.status_code, f'id="{name}-error"' in refused.text) == (422, True), name
    assert (
        browser.post(f"{base}/add", **vegan, seen=seen_on(browser.post(f"{base}/add", **vegan).text)).status_code == 303
    )
    with reading() as session:
        person = session.scalars(select(Recipient).where(Recipient.basis.is_not(None))).one()
        (stated,) = stated_of(session, person.id)
    assert (person.basis, stated.basis, stated.source) == ("customer", "customer", "Trade fair")
    assert stated.food == (("call", date(2026, 3, 18)),)


def test_above_the_sum_a_second_person_is_asked_and_nothing_is_set_aside(database: str) -> None:
    scene, browser, base = running(above=5000)
    page = html.unescape(browser.post(f"{base}/add", **LUCIE).text)
    assert "Add and ask for approval" in page
    assert browser.post(f"{base}/add", **LUCIE, seen=seen_on(page)).status_code == 303
    with reading() as session:
        asked = session.scalars(select(PlanApproval)).one()
        assert (asked.state, asked.sum_minor, asked.open_minor) == ("asked", 8400, 4000)
        assert money(session, scene.campaign) == (4400, 0)
        assert session.scalars(select(Job.id).where(Job.kind == "planning.launch")).all() == []
    assert browser.post(f"{base}/launch", size="1").status_code == 409


def test_another_gift_than_the_one_that_was_shown_is_not_given(database: str) -> None:
    _, browser, base = running()
    seen = seen_on(browser.post(f"{base}/add", **LUCIE).text)
    with transaction() as session:
        session.execute(update(Product).where(Product.price_minor == 4000).values(price_minor=4100))
    refused = browser.post(f"{base}/add", **LUCIE, seen=seen)
    assert refused.status_code == 409
    assert "Add and reserve €41.00" in html.unescape(refused.text)
    assert count(RecipientGift) == 1


def test_where_nothing_can_be_given_they_are_not_added(database: str) -> None:
    _, browser, base = running(others=0)
    refused = browser.post(f"{base}/add", **LUCIE)
    assert (refused.status_code, "so they weren’t added" in html.unescape(refused.text)) == (422, True)
    assert count(Recipient) == 1


@pytest.mark.parametrize("status", ["paused", "closed"])
def test_nobody_is_added_to_a_campaign_that_does_not_run(database: str, status: str) -> None:
    scene, browser, base = running()
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).status = status
    assert browser.get(f"{base}/add").status_code == 409
    assert browser.post(f"{base}/add", **LUCIE, seen="x").status_code == 409


def test_the_same_person_added_twice_at_one_moment_is_in_it_once(any_database: str) -> None:
    scene, browser, base = running()
    seen = seen_on(browser.post(f"{base}/add", **LUCIE).text)
    answers: list[int] = []
    with reading() as session:
        seller = session.get_one(Campaign, scene.campaign.id).seller_id
    assert seller

    def press() -> None:
        answers.append(browser.post(f"{base}/add", **LUCIE, seen=seen).status_code)

    all_at_once([press] * 3)
    assert answers.count(303) == 1
    assert (count(Recipient), count(RecipientGift), count(CampaignRecipient)) == (2, 2, 2)
