from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import dispose_engines, transaction
from service.dietary.vocabulary import ALLERGENS
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.jobs.act_types import Lease
from service.jobs.models import Job
from service.planning.launch.ready import ready_gifts
from service.planning.launch.set_out import ask_waiting, launch_wave
from service.planning.launch.waves import request_launch
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import plan_campaign_job, plan_died, request_plan
from service.planning.plan.redecide import redecide_gift
from service.planning.plan.summary import plan_summary
from service.recipients.answers import answer_diet
from service.recipients.models import Recipient
from service.workspaces.actor import Actor, actor_of
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_fact,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class Scene:
    """Three colleagues, of whom the third waits for a diet answer, and products for everybody."""

    workspace: str
    campaign: str
    sales: Actor
    people: tuple[str, ...]
    products: dict[str, str]


def set_scene(**campaign_values: object) -> Scene:
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id)
        campaign = make_campaign(session, workspace.id, **campaign_values)
        account = make_account(session, workspace.id)
        eaters = make_account(session, workspace.id, "Consumables Ltd", gift_policy={"consumables_only": True})
        jana = make_recipient(session, account, "Jana")
        jan = make_recipient(session, account, "Jan")
        waiting = make_recipient(session, eaters, "Wanda")
        make_fact(session, jana, "interest", "chess")
        make_fact(session, waiting, "diet", "ask")
        for row, person in enumerate((jana, jan, waiting), start=2):
            join(session, campaign, person, row)
        products = {
            "chess": make_product(session, workspace.id, "Chess", interests=["chess"], stock=2),
            "flask": make_product(session, workspace.id, "Flask", category="outdoors", interests=[], stock=2),
            "milk": make_product(
                session, workspace.id, "Milk chocolate", kind="edible", category="sweets",
                allergens=_absent_but("milk"), stock=2,
            ),
        }  # fmt: skip
        return Scene(
            workspace.id,
            campaign.id,
            actor_of(user),
            (jana.id, jan.id, waiting.id),
            {name: product.id for name, product in products.items()},
        )


def _absent_but(key: str) -> dict[str, str]:
    return {**dict.fromkeys(ALLERGENS, "absent"), key: "contains"}


def lease(scene: Scene, kind: str = "planning.plan", version: int = 1) -> Lease:
    return Lease("job_x", kind, scene.campaign, version, scene.workspace, scene.campaign, 1, "t", AT, lambda: None)


def plan(scene: Scene) -> None:
    effect = plan_campaign_job(lease(scene))
    with transaction() as session:
        effect(session)


def gifts(session: Session, scene: Scene) -> dict[str, RecipientGift]:
    rows = session.scalars(select(RecipientGift).where(RecipientGift.campaign_id == scene.campaign))
    return {gift.recipient_id: gift for gift in rows}


def launch(scene: Scene, size: int | None = None) -> int:
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign)
        approve_plan(session, campaign, str(campaign.current_match_run_id), scene.sales, AT)
        wave = request_launch(session, campaign, size, scene.sales, AT)
    launch_wave(transaction, scene.campaign, wave, AT)
    with transaction() as session:
        ask_waiting(session, scene.campaign, wave)
    return wave


def answer(scene: Scene, kind: str, value: str) -> None:
    """The person who was asked answers, and their gift is decided again."""
    with transaction() as session:
        waiting = session.get_one(Recipient, scene.people[2])
        answer_diet(session, waiting, [value] if kind == "diet" else [], [value] if kind == "allergen" else [], AT)
        redecide_gift(session, gifts(session, scene)[waiting.id].id, AT)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Scene]]:
    """Where the planned database is kept for the tests of this file, and the scene in it once it is there."""
    return tmp_path_factory.mktemp("planned") / "handpicked.sqlite3", []


@pytest.fixture
def planned(data_dir: Path, database: str, kept: tuple[Path, list[Scene]]) -> Scene:
    """The scene with its plan, which is made once and copied for every test that begins there."""
    file, scenes = kept
    if not scenes:
        scenes.append(set_scene(status="planned"))
        plan(scenes[0])
        # Closed for good, the database is one file again.
        dispose_engines()
        shutil.copy(data_dir / file.name, file)
    else:
        shutil.copy(file, data_dir / file.name)
    return scenes[0]


def test_asking_twice_for_a_plan_makes_one_job() -> None:
    scene = set_scene()
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign)
        assert request_plan(session, campaign, AT) == 1
        assert request_plan(session, campaign, AT) == 1
        assert campaign.status == "planning"
    with transaction() as session:
        assert session.scalars(select(Job.kind).where(Job.subject_id == scene.campaign)).all() == ["planning.plan"]


def test_a_campaign_without_people_cannot_be_planned() -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        with pytest.raises(Conflict, match="Upload your people first"):
            request_plan(session, campaign, AT)


def test_colleagues_get_different_gifts_and_who_must_be_asked_is_held() -> None:
    scene = set_scene()
    plan(scene)
    with transaction() as session:
        found = gifts(session, scene)
        jana, jan, waiting = (found[person] for person in scene.people)
        assert jana.product_id == scene.products["chess"]
        assert jan.product_id == scene.products["flask"]
        assert (waiting.product_id, waiting.hold_reason) == (None, "dietary_unknown")
        summary = plan_summary(session, session.get_one(Campaign, scene.campaign))
    assert summary is not None
    assert (summary.recipients, summary.chosen, dict(summary.held), summary.unmatched) == (
        3, 2, {"dietary_unknown": 1}, 0,
    )  # fmt: skip
    assert summary.spend_minor == 8800


def test_a_person_whose_name_no_font_can_write_is_held_before_launch() -> None:
    scene = set_scene()
    with transaction() as session:
        session.get_one(Recipient, scene.people[0]).given_name = "\U00012000\U00012001"
    plan(scene)
    with transaction() as session:
        assert gifts(session, scene)[scene.people[0]].hold_reason == "font_missing"


def test_a_plan_reserves_nothing_and_a_launch_reserves_the_wave_only(planned: Scene) -> None:
    with transaction() as session:
        assert session.get_one(Campaign, planned.campaign).reserved_minor == 0
    launch(planned, 1)
    with transaction() as session:
        campaign = session.get_one(Campaign, planned.campaign)
        found = gifts(session, planned)
        # One gift, and as much for the person who is asked.
        assert (campaign.reserved_minor, campaign.status) == (4400 + 4400, "running")
        assert [found[person].status for person in planned.people] == ["created", "draft", "draft"]
        assert found[planned.people[0]].wave == 1
        drawn = session.scalars(select(Job.kind).where(Job.subject_id == found[planned.people[0]].id)).all()
    assert sorted(drawn) == ["content.mail", "content.microsite", "content.statement", "content.video"]


def test_the_next_wave_holds_whoever_is_left_and_then_there_is_nobody(planned: Scene) -> None:
    assert launch(planned, 1) == 1
    assert launch(planned, None) == 2
    with transaction() as session:
        campaign = session.get_one(Campaign, planned.campaign)
        assert ready_gifts(session, campaign, None) == []
        with pytest.raises(Conflict, match="Everyone who can be launched"):
            request_launch(session, campaign, None, planned.sales, AT)


def test_nothing_sets_out_before_somebody_has_approved() -> None:
    scene = set_scene()
    plan(scene)
    with transaction() as session, pytest.raises(Conflict, match="Approve the plan first"):
        request_launch(session, session.get_one(Campaign, scene.campaign), None, scene.sales, AT)


def test_a_plan_that_was_replaced_while_somebody_looked_is_not_approved(planned: Scene) -> None:
    with transaction() as session:
        seen = str(session.get_one(Campaign, planned.campaign).current_match_run_id)
    plan(planned)
    with transaction() as session:
        campaign = session.get_one(Campaign, planned.campaign)
        with pytest.raises(Conflict, match="The plan has changed since you opened it"):
            approve_plan(session, campaign, seen, planned.sales, AT)
        assert campaign.status == "planned"


def test_a_gift_that_went_since_the_plan_is_decided_again_at_launch(planned: Scene) -> None:
    with transaction() as session:
        session.get_one(Product, planned.products["chess"]).stock = 0
        make_product(session, planned.workspace, "Puzzle", category="puzzles", interests=["chess"])
    launch(planned)
    with transaction() as session:
        jana = gifts(session, planned)[planned.people[0]]
        assert jana.status == "created"
        assert jana.product_id not in {planned.products["chess"], planned.products["flask"], None}


def test_with_nothing_else_to_give_the_person_is_held_and_no_money_is_bound(planned: Scene) -> None:
    with transaction() as session:
        session.get_one(Product, planned.products["chess"]).stock = 0
    launch(planned)
    with transaction() as session:
        jana, jan, _ = (gifts(session, planned)[person] for person in planned.people)
        assert (jana.status, jana.hold_reason, jana.is_reserved) == ("draft", "out_of_stock", False)
        assert jan.status == "created"
        # Jan's gift, and as much for the person who is asked.
        assert session.get_one(Campaign, planned.campaign).reserved_minor == 4400 + 4400


def test_an_answer_decides_at_once_and_the_person_sets_out_in_the_running_campaign(planned: Scene) -> None:
    launch(planned)
    answer(planned, "diet", "vegetarian")
    with transaction() as session:
        gift = gifts(session, planned)[planned.people[2]]
        assert (gift.product_id, gift.status, gift.hold_reason) == (planned.products["milk"], "created", None)
        assert session.get_one(Campaign, planned.campaign).reserved_minor == 3 * 4400


def test_an_answer_that_leaves_nothing_safe_keeps_the_person_without_a_gift(planned: Scene) -> None:
    launch(planned)
    answer(planned, "allergen", "milk")
    with transaction() as session:
        gift = gifts(session, planned)[planned.people[2]]
        assert (gift.product_id, gift.status, gift.hold_reason) == (None, "draft", None)
        assert "dietary" in gift.unmatched_reasons


def test_planning_again_leaves_launched_gifts_as_they_are(planned: Scene) -> None:
    launch(planned, 1)
    with transaction() as session:
        before = gifts(session, planned)[planned.people[0]].product_id
    plan(planned)
    with transaction() as session:
        found = gifts(session, planned)
        assert found[planned.people[0]].product_id == before
        assert found[planned.people[0]].status == "created"
        assert found[planned.people[1]].product_id == planned.products["flask"]


def test_a_plan_that_cannot_be_made_leaves_a_draft() -> None:
    scene = set_scene(status="planning")
    with transaction() as session:
        plan_died(session, scene.campaign, "invalid_input")
    with transaction() as session:
        assert session.get_one(Campaign, scene.campaign).status == "draft"
