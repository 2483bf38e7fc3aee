"""The books of a real campaign side by side: clean after real acts, and a planted difference is found and named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.gifting.fulfil import mark_returned
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.insights.crm import members
from service.ops.signing import gather
from service.ops.signing.differences import Signed
from service.ops.signing.gather import read_at_one_moment, sign_off
from service.recipients.models import Recipient
from service.workspaces.actor import actor_of, system
from service.workspaces.models import User
from tests.console import Console
from tests.factories import AT, make_user
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import OVER, bring_to

Plant = Callable[[Session, RecipientGift], object]


def three() -> Scene:
    """Three people said yes; one gift is on its way, one came back, and the third one's person was deleted."""
    scene = bring_to("shipped", people=3)
    with transaction() as session:
        mark_returned(session, session.get_one(RecipientGift, scene.gifts[1].id), system(scene.workspace_id), OVER)
        session.get_one(Recipient, scene.people[2].id).erased_at = AT
    return scene


@pytest.fixture
def scene(database: str) -> Scene:
    return three()


def owner(scene: Scene) -> User:
    with transaction() as session:
        return make_user(session, scene.workspace_id, "owner")


def signed(scene: Scene, user: User, journal: gather.Journal = gather.no_journal) -> Signed:
    with reading() as session:
        read_at_one_moment(session)
        campaign = session.get_one(Campaign, scene.campaign.id)
        return sign_off(session, campaign, actor_of(user), journal)


@pytest.mark.usefixtures("any_database")
def test_after_real_acts_every_difference_is_explained_and_a_journal_stands_beside_the_ledger() -> None:
    scene = three()
    user = owner(scene)
    found = signed(scene, user)
    assert found.alarms == []
    assert found.sums == {"history": 8800, "ledger": 8800, "total": 8800, "crm": 4400, "tax": 8800}
    assert found.people == {"history": 3, "crm": 2, "tax": 2}
    assert [(one.cause, one.minor, one.gifts) for one in found.differences] == [("erased", -4400, 1)]

    booked = signed(scene, user, lambda _session, _campaign: {scene.gifts[0].id: 4400})
    assert booked.sums["journal"] == 4400
    assert [(one.cause, one.minor, one.gifts) for one in booked.alarms] == [("journal_amount", -4400, 1)]


def entry_lost(session: Session, gift: RecipientGift) -> object:
    return session.execute(delete(MoneyEntry).where(MoneyEntry.gift_id == gift.id, MoneyEntry.kind == "captured"))


def price_changed(session: Session, gift: RecipientGift) -> object:
    return session.execute(update(RecipientGift).where(RecipientGift.id == gift.id).values(price_minor=4500))


def total_moved(session: Session, gift: RecipientGift) -> object:
    return session.execute(update(Campaign).where(Campaign.id == gift.campaign_id).values(captured_minor=8801))


@pytest.mark.parametrize(
    ("plant", "causes"),
    [
        (entry_lost, {"ledger_missing": -4400, "total_moved": 4400}),
        (price_changed, {"row_changed": 0, "tax_row": 100}),
        (total_moved, {"total_moved": 1}),
    ],
)
def test_a_planted_difference_is_found_and_named_on_the_page(
    scene: Scene, plant: Plant, causes: dict[str, int]
) -> None:
    user = owner(scene)
    with transaction() as session:
        plant(session, session.get_one(RecipientGift, scene.gifts[0].id))
    found = signed(scene, user)
    assert {one.cause: one.minor for one in found.alarms} == causes
    page = " ".join(Console(user).get(f"/campaigns/{scene.campaign.id}/books").text.split())
    assert "Don’t sign yet" in page
    for one in found.alarms:
        assert one.words in page
        assert all(number in page for number in one.numbers)


def test_an_amount_that_only_the_export_has_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*given: object) -> dict[str, tuple[int, str]]:
        rows = members.members_of(*given)  # type: ignore[arg-type]
        return {one.gift_id: (1, "Donated") for one in rows[:1]}

    monkeypatch.setattr(gather, "said_of", wrong)
    found = signed(scene, owner(scene))
    assert {one.cause: (one.minor, one.gifts) for one in found.alarms} == {
        "crm_amount": (-4399, 1),
        "crm_outcome": (0, 1),
        "crm_missing": (0, 1),
    }


def test_a_clean_page_can_be_signed_names_nobody_and_is_for_who_sees_everybody(scene: Scene) -> None:
    user = owner(scene)
    page = " ".join(Console(user).get(f"/campaigns/{scene.campaign.id}/books").text.split())
    assert "Every difference is explained" in page
    assert "What the journal has as spent" in page and "not kept" not in page
    assert "Don’t sign yet" not in page
    assert "People who were deleted: their money stays in the ledger, and no file names them" in page
    assert "−€44.00" in page
    for person in scene.people:
        assert (person.family_name or "") not in page
    with transaction() as session:
        seller = make_user(session, scene.workspace_id, "seller")
        session.get_one(Campaign, scene.campaign.id).seller_id = seller.id
    assert Console(seller).get(f"/campaigns/{scene.campaign.id}/books").status_code in {403, 404}


def test_a_campaign_that_is_too_large_is_refused_with_a_way_on(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "MOST_GIFTS", 2)
    answer = Console(owner(scene)).get(f"/campaigns/{scene.campaign.id}/books")
    assert answer.status_code == 429
    assert "Use the audit for this campaign." in answer.text
