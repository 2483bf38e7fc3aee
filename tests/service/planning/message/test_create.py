"""What of a campaign's money and rules can still change, and what its gifts were made with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.gifting.decision_records import record_decision
from service.ops.audit.database import audit_database
from service.planning.message.create import FIXED_BY_GIFTS, change_campaign
from service.planning.message.form.read_form import read_builder, show_builder
from service.workspaces.actor import actor_of
from service.workspaces.models import User
from tests.console import Console, sales_person
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
)

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class Scene:
    user: User
    campaign: Campaign
    fields: dict[str, str]


def set_scene(*, gifts: bool, status: str = "planned") -> Scene:
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, expires_at=utc_now() + timedelta(days=30), status=status)
        person = make_recipient(session, make_account(session, user.workspace_id))
        join(session, campaign, person)
        make_product(session, user.workspace_id)
        if gifts:
            run = make_match_run(
                session, campaign, chosen=0, held=1, unmatched=0, spend_minor=0,
                reasons={"held": {"dietary_unknown": 1}, "unmatched": {}},
            )  # fmt: skip
            gift = make_gift(session, campaign, person, None, hold_reason="dietary_unknown")
            why = {"match_run_id": run.id, "hold_reason": "dietary_unknown", "reasons": []}
            record_decision(session, gift, "plan", why, AT)
        return Scene(user, campaign, show_builder(campaign))


def post(scene: Scene, **fields: str) -> tuple[int, str]:
    answer = Console(scene.user).post(f"/campaigns/{scene.campaign.id}/message", **(scene.fields | fields))
    return answer.status_code, answer.text


def stands(scene: Scene) -> tuple[str, str, str]:
    with reading() as session:
        campaign = session.get_one(Campaign, scene.campaign.id)
        return campaign.currency, campaign.uniqueness, campaign.status


@pytest.mark.parametrize(("name", "value"), [("currency", "CZK"), ("uniqueness", "campaign")])
@pytest.mark.parametrize("status", ["draft", "planned"])
def test_once_gifts_are_chosen_currency_and_uniqueness_stay_whoever_posts_what(
    name: str, value: str, status: str
) -> None:
    scene = set_scene(gifts=True, status=status)
    answer, page = post(scene, **{name: value})
    assert (answer, FIXED_BY_GIFTS[name] in page) == (422, True)
    assert stands(scene) == ("EUR", "account", status)
    assert audit_database() == []


def test_the_form_shows_them_disabled_with_the_reason_and_is_saved_without_them() -> None:
    scene = set_scene(gifts=True)
    page = Console(scene.user).get(f"/campaigns/{scene.campaign.id}/message").text
    assert '<select id="currency" name="currency" disabled aria-describedby="currency-hint">' in page
    assert all(sentence in page for sentence in FIXED_BY_GIFTS.values())
    for name in FIXED_BY_GIFTS:
        scene.fields.pop(name)
    assert post(scene, name="Another name")[0] == 303
    assert stands(scene) == ("EUR", "account", "planning")
    with reading() as session:
        assert session.get_one(Campaign, scene.campaign.id).name == "Another name"


def test_before_the_first_plan_both_can_change() -> None:
    scene = set_scene(gifts=False, status="draft")
    page = Console(scene.user).get(f"/campaigns/{scene.campaign.id}/message").text
    assert not any(sentence in page for sentence in FIXED_BY_GIFTS.values())
    assert post(scene, currency="CZK", uniqueness="campaign")[0] == 303
    assert stands(scene)[:2] == ("CZK", "campaign")


def test_a_budget_below_what_is_set_aside_and_spent_is_refused() -> None:
    scene = set_scene(gifts=True)
    with pytest.raises(InvalidInput) as refused, transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign.id)
        campaign.reserved_minor, campaign.captured_minor = 4400, 600
        change_campaign(
            session,
            campaign,
            read_builder(scene.fields | {"budget": "49.99"}, campaign),
            actor_of(scene.user),
            utc_now(),
        )
    assert refused.value.param == "budget_minor"
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign.id)
        campaign.reserved_minor, campaign.captured_minor = 4400, 600
        change_campaign(
            session,
            campaign,
            read_builder(scene.fields | {"budget": "50.00"}, campaign),
            actor_of(scene.user),
            utc_now(),
        )
        assert campaign.budget_minor == 5000


@pytest.mark.parametrize(("written", "kept"), [(" {initials} ", {"en": "{initials}"}), ("", None)])
def test_an_inscription_is_kept_as_it_is_written_and_ends_when_the_field_is_empty(
    written: str, kept: dict[str, str] | None
) -> None:
    scene = set_scene(gifts=False, status="draft")
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).inscription = {"en": "For you"}
    assert post(scene, inscription_en=written)[0] == 303
    with reading() as session:
        assert session.get_one(Campaign, scene.campaign.id).inscription == kept


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("{gift_name}", "There is no field {gift_name}"),
        ("{initials", "Write a field as {name}"),
        ("x" * 61, "An inscription is one line of at most 60 letters. Shorten it."),
    ],
)
def test_an_inscription_that_cannot_stand_on_a_gift_is_refused_by_its_field(words: str, sentence: str) -> None:
    scene = set_scene(gifts=False, status="draft")
    answer, page = post(scene, inscription_en=words)
    assert answer == 422
    assert sentence in page
    assert 'id="inscription_en-error"' in page
