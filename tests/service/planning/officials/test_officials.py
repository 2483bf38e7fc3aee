"""Gifts to people who may have limits of their own wait for a second person; all others set out."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, Forbidden
from service.gifting.models import RecipientGift
from service.gifting.sector_sign import unsigned_among
from service.planning.launch.ready import ready_gifts
from service.planning.launch.set_out import launch_wave
from service.planning.officials.waiting import let_go, list_waiting
from service.recipients.models import ProfileFact, Recipient
from service.recipients.sectors.models import SectorSign
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import make_user
from tests.service.gifting.scene import set_scene


@dataclass(frozen=True)
class Two:
    """Two planned gifts in a running campaign: the first to an official, by their address."""

    campaign_id: str
    official: str
    other: str
    seller: User
    second: User


@pytest.fixture
def two(database: str) -> Two:
    with transaction() as session:
        scene = set_scene(session, people=2, launched=False)
        person = session.get_one(Recipient, scene.people[0].id)
        person.email, person.country = "ana@treasury.gov", "US"
        session.get_one(Product, scene.products[0].id).regions = ["US"]
        campaign = session.get_one(Campaign, scene.campaign.id)
        seller = make_user(session, scene.workspace_id, "seller")
        second = make_user(session, scene.workspace_id, "manager")
        campaign.seller_id = seller.id
        campaign.status = "running"
        for gift in scene.gifts:
            row = session.get_one(RecipientGift, gift.id)
            row.wave, row.match_run_id = 1, campaign.approved_match_run_id
        return Two(campaign.id, scene.gifts[0].id, scene.gifts[1].id, seller, second)


def gifts(two: Two) -> dict[str, tuple[str, str | None]]:
    with reading() as session:
        rows = session.scalars(select(RecipientGift).where(RecipientGift.campaign_id == two.campaign_id))
        return {row.id: (row.status, row.hold_reason) for row in rows}


def set_out(two: Two) -> None:
    launch_wave(transaction, two.campaign_id, 1, utc_now())


def test_only_the_suspected_gift_waits(two: Two) -> None:
    set_out(two)
    assert gifts(two) == {two.official: ("draft", "second_approval"), two.other: ("created", None)}
    with reading() as session:
        assert session.scalars(select(ProfileFact)).all() == []


def test_the_control_without_the_table_both_set_out(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.gifting.sector_sign.suspicion_of", lambda *_: None)
    set_out(two)
    assert {status for status, _ in gifts(two).values()} == {"created"}


def test_a_second_person_reads_the_limit_with_its_source_and_lets_it_go(two: Two) -> None:
    set_out(two)
    with reading() as session:
        campaign = session.get_one(Campaign, two.campaign_id)
        (line,) = list_waiting(session, campaign, actor_of(two.second)).lines
        assert (line.sector, line.why, line.limit, line.is_over) == ("Government", "address ends in gov", "US$20", True)
        assert line.source.startswith("5 CFR 2635.204")
        price = str(line.minor)
    with transaction() as session:
        campaign = session.get_one(Campaign, two.campaign_id)
        let_go(session, campaign, two.official, price, actor_of(two.second), utc_now())
    assert gifts(two)[two.official] == ("draft", None)
    with transaction() as session:
        campaign = session.get_one(Campaign, two.campaign_id)
        assert ready_gifts(session, campaign, None) == [two.official]
        session.get_one(RecipientGift, two.official).wave = 1
        sign = session.get_one(SectorSign, two.official)
        assert (sign.sector, sign.limit_minor, sign.signed_by) == ("government", 2000, two.second.id)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "gift.sector_signed")).one()
        assert (entry.user_id, entry.subject_id) == (two.second.id, two.official)
    set_out(two)
    assert gifts(two)[two.official] == ("created", None)


def test_whoever_sends_the_campaign_lets_nothing_go(two: Two) -> None:
    with transaction() as session:
        campaign = session.get_one(Campaign, two.campaign_id)
        campaign.seller_id = two.second.id
        session.flush()
        gift = session.get_one(RecipientGift, two.official)
        for user in (two.seller, two.second):
            with pytest.raises(Forbidden):
                let_go(session, campaign, gift.id, str(gift.price_minor), actor_of(user), utc_now())


def test_a_gift_that_changed_since_it_was_read_waits_again(two: Two) -> None:
    with transaction() as session:
        campaign = session.get_one(Campaign, two.campaign_id)
        gift = session.get_one(RecipientGift, two.official)
        with pytest.raises(Conflict):
            let_go(session, campaign, gift.id, "1", actor_of(two.second), utc_now())
        let_go(session, campaign, gift.id, str(gift.price_minor), actor_of(two.second), utc_now())
        assert unsigned_among(session, [gift]) == {}
        gift.price_minor += 1
        session.flush()
        assert list(unsigned_among(session, [gift])) == [gift.id]


def test_the_pages_tell_it_and_only_a_second_person_has_the_button(two: Two) -> None:
    set_out(two)
    path = f"/campaigns/{two.campaign_id}/officials"
    seen = {user.role: Console(user).get(path).text for user in (two.seller, two.second)}
    assert ["Let it go" in seen[role] for role in ("seller", "manager")] == [False, True]
    assert "US$20, this gift is above it" in seen["manager"]
    assert Console(two.seller).post(path, gift=two.official, price="4400").status_code == 403
    page = Console(two.second).get("/rules/sectors").text
    assert ("5 CFR 2635.204" in page, ".gov.uk" in page, "購買部長" in page) == (True, True, True)
    saved = Console(two.second).post("/rules/sectors", act="words", sector="government", words=".gov.uk")
    assert saved.status_code == 303
    with reading() as session:
        gift = session.get_one(RecipientGift, two.official)
        assert unsigned_among(session, [gift]) == {}
    wrong = Console(two.second).post(
        "/rules/sectors", act="limit", sector="media", limit="5", currency="EUR", source="", source_on="2026-01-01"
    )
    assert (wrong.status_code, "Name the source" in wrong.text) == (422, True)
