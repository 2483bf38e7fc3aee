"""A plan is approved by its id; whatever finishes or is pressed at that moment, only its gifts are launched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier

import pytest
from sqlalchemy import select, update

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.decisions.values import Chosen, Plan, Prices, Score
from service.errors import Conflict, HandpickedError
from service.gifting.adopt_plan import adopt_plan
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.planning.launch.waves import launch_wave, request_launch
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import request_plan
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)
from tests.races import all_at_once


@dataclass(frozen=True)
class Scene:
    """A campaign with a plan that was looked at: two people of two companies, each with the `old` product; `new` is another."""

    campaign: str
    sales: Actor
    seen: str
    people: tuple[str, ...]
    old: str
    new: str


def set_scene(status: str = "planned") -> Scene:
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id)
        campaign = make_campaign(session, workspace.id, status=status, expires_at=AT.replace(year=2027))
        run = make_match_run(session, campaign)
        old, new = (make_product(session, workspace.id, name) for name in ("Old choice", "New choice"))
        people = []
        for number in range(2):
            person = make_recipient(session, make_account(session, workspace.id, f"Company {number}"))
            join(session, campaign, person, number + 2)
            make_gift(session, campaign, person, old)
            people.append(person.id)
        return Scene(campaign.id, actor_of(user), run.id, tuple(people), old.id, new.id)


def adopt(scene: Scene) -> str:
    """A plan job ends: everybody gets the new product. The plan's id."""
    score = Score(0.6, 1.0, 0.9, 1.0)
    plan = Plan(
        chosen={person: Chosen(person, scene.new, 4400, score, (), None) for person in scene.people},
        held=(), unmatched=(), value=1.2, upper_bound=1.25, gap=0.04, spend_minor=8800, reserved_pieces=0,
        prices=Prices({}, 0.0), seconds=0.5, seed=7, versions={"scoring": "prior-1"},
    )  # fmt: skip
    with transaction() as session:
        return adopt_plan(session, session.get_one(Campaign, scene.campaign), plan, AT).id


def approve(scene: Scene, run_id: str | None = None) -> None:
    with transaction() as session:
        approve_plan(session, session.get_one(Campaign, scene.campaign), run_id or scene.seen, scene.sales, AT)


def ask_to_launch(scene: Scene, size: int | None = None) -> int:
    with transaction() as session:
        return request_launch(session, session.get_one(Campaign, scene.campaign), size, scene.sales, AT)


def set_out(scene: Scene, wave: int) -> None:
    launch_wave(transaction, scene.campaign, wave, AT)


def bring_to(scene: Scene, status: str) -> None:
    with transaction() as session:
        session.get_one(Campaign, scene.campaign).status = status


def launched(scene: Scene) -> list[str | None]:
    """Products of the gifts that have money set aside."""
    with reading() as session:
        rows = session.scalars(
            select(RecipientGift).where(RecipientGift.campaign_id == scene.campaign, RecipientGift.is_reserved)
        )
        return [gift.product_id for gift in rows]


@pytest.mark.usefixtures("database")
def test_the_plan_that_was_seen_is_approved_once_and_by_its_id() -> None:
    scene = set_scene()
    for _ in range(2):
        approve(scene)
    with reading() as session:
        campaign = session.get_one(Campaign, scene.campaign)
        lines = session.scalars(select(AuditEntry).where(AuditEntry.act == "campaign.approved")).all()
    assert (campaign.status, campaign.approved_match_run_id) == ("approved", scene.seen)
    assert [line.body for line in lines] == [{"match_run_id": scene.seen}]


@pytest.mark.usefixtures("database")
def test_a_newer_plan_of_a_campaign_that_runs_launches_nobody_until_it_is_approved_itself() -> None:
    scene = set_scene("running")
    set_out(scene, ask_to_launch(scene, 1))
    newer = adopt(scene)
    with pytest.raises(Conflict, match="newer than the one that was approved"):
        ask_to_launch(scene)
    with pytest.raises(Conflict, match="The plan has changed since you opened it"):
        approve(scene)
    bring_to(scene, "paused")
    approve(scene, newer)
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign)
        assert (campaign.status, campaign.approved_match_run_id) == ("paused", newer)
        campaign.status = "running"
    set_out(scene, ask_to_launch(scene))
    assert sorted(map(str, launched(scene))) == sorted([scene.old, scene.new])


@pytest.mark.usefixtures("database")
def test_a_wave_that_was_launched_and_then_planned_anew_does_not_set_out() -> None:
    """The ledger ran the plan again between the press and the wave's job: nothing of the plan that nobody has seen leaves."""
    scene = set_scene("running")
    wave = ask_to_launch(scene)
    adopt(scene)
    set_out(scene, wave)
    assert launched(scene) == []
    with reading() as session:
        assert session.scalars(select(RecipientGift.wave)).all() == [None, None]
        assert session.get_one(Campaign, scene.campaign).reserved_minor == 0


@pytest.mark.usefixtures("database")
def test_a_gift_changed_by_hand_stays_and_waits_for_the_newer_plans_approval_like_the_others() -> None:
    scene = set_scene("running")
    with transaction() as session:
        gift = session.scalars(select(RecipientGift).where(RecipientGift.recipient_id == scene.people[0])).one()
        gift.is_overridden = True
    wave = ask_to_launch(scene)
    newer = adopt(scene)
    set_out(scene, wave)
    assert launched(scene) == []
    with transaction() as session:
        session.execute(update(Job).where(Job.subject_id == scene.campaign).values(state="done"))
    approve(scene, newer)
    set_out(scene, ask_to_launch(scene))
    assert sorted(map(str, launched(scene))) == sorted([scene.old, scene.new])


@pytest.mark.usefixtures("database")
def test_choosing_again_takes_an_approval_back_and_neither_runs_beside_the_other() -> None:
    scene = set_scene()
    approve(scene)
    with transaction() as session:
        request_plan(session, session.get_one(Campaign, scene.campaign), AT)
    with pytest.raises(Conflict, match="Approve the plan first"):
        ask_to_launch(scene)
    with reading() as session:
        assert session.get_one(Campaign, scene.campaign).status == "planning"

    running = set_scene("running")
    ask_to_launch(running, 1)
    with pytest.raises(Conflict, match="A wave is being launched right now"), transaction() as session:
        request_plan(session, session.get_one(Campaign, running.campaign), AT)
    with transaction() as session:
        session.execute(update(Job).where(Job.subject_id == running.campaign).values(state="done"))
        request_plan(session, session.get_one(Campaign, running.campaign), AT)
    with pytest.raises(Conflict, match="Gifts are being chosen again"):
        ask_to_launch(running)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("status", ["approved", "closed"])
def test_a_plan_nobody_waits_for_any_more_changes_nothing(status: str) -> None:
    """Its job was run again after another plan was approved, or after the campaign was closed."""
    scene = set_scene(status)
    with pytest.raises(Conflict, match=f"While this campaign is {status}, you can’t adopt a plan for it"):
        adopt(scene)
    with reading() as session:
        assert session.get_one(Campaign, scene.campaign).current_match_run_id == scene.seen
        assert set(session.scalars(select(RecipientGift.product_id))) == {scene.old}


def _approve_and_launch(scene: Scene) -> Callable[[], None]:
    def act() -> None:
        approve(scene)
        set_out(scene, ask_to_launch(scene))

    return act


def test_approving_while_a_plan_ends_launches_what_was_seen_or_nothing(any_database: str) -> None:
    for _ in range(2):
        scene = set_scene()
        all_at_once([_approve_and_launch(scene), lambda scene=scene: adopt(scene) and None])
        assert set(launched(scene)) <= {scene.old}
        with reading() as session:
            campaign = session.get_one(Campaign, scene.campaign)
        assert campaign.approved_match_run_id in {None, scene.seen}


def test_launching_while_a_newer_plan_ends_launches_what_was_approved_or_nothing(any_database: str) -> None:
    for _ in range(2):
        scene = set_scene("running")

        def launch(scene: Scene = scene) -> None:
            set_out(scene, ask_to_launch(scene))

        all_at_once([launch, lambda scene=scene: adopt(scene) and None])
        assert set(launched(scene)) <= {scene.old}


def test_without_the_plans_id_what_nobody_saw_is_launched(any_database: str) -> None:
    """The same acts as they would be if an approval were only a state, and the gifts were not locked: look, wait, write."""
    scene = set_scene()
    looked, adopted = Barrier(2), Barrier(2)

    def approve_unguarded() -> None:
        with reading() as session:
            assert session.get_one(Campaign, scene.campaign).status == "planned"
        looked.wait()
        adopted.wait()
        with transaction() as session:
            session.execute(update(Campaign).where(Campaign.id == scene.campaign).values(status="running"))
            for gift in session.scalars(select(RecipientGift).where(RecipientGift.campaign_id == scene.campaign)):
                gift.is_reserved, gift.status = True, "created"

    def adopt_meanwhile() -> None:
        looked.wait()
        adopt(scene)
        adopted.wait()

    all_at_once([approve_unguarded, adopt_meanwhile])

    assert launched(scene) == [scene.new, scene.new]


@pytest.mark.usefixtures("database")
def test_a_dead_launch_that_ops_run_again_after_closing_sets_nothing_aside() -> None:
    scene = set_scene("running")
    wave = ask_to_launch(scene)
    bring_to(scene, "closed")
    set_out(scene, wave)
    with reading() as session:
        assert session.get_one(Campaign, scene.campaign).reserved_minor == 0
        assert [session.get_one(Product, key).stock for key in (scene.old, scene.new)] == [10, 10]
    assert launched(scene) == []


def test_launching_while_somebody_closes_is_wholly_before_or_not_at_all(any_database: str) -> None:
    for _ in range(2):
        scene = set_scene("running")
        wave = ask_to_launch(scene)
        reserved: list[int] = []

        def close(scene: Scene = scene, reserved: list[int] = reserved) -> None:
            with transaction() as session:
                campaign = session.get_one(Campaign, scene.campaign, with_for_update=True)
                campaign.status = "closed"
                session.flush()
                reserved.append(campaign.reserved_minor)

        def launch(scene: Scene = scene, wave: int = wave) -> None:
            try:
                set_out(scene, wave)
            except HandpickedError:
                # As the ledger does: it is tried again, and then finds the campaign closed.
                set_out(scene, wave)

        all_at_once([launch, close])
        with reading() as session:
            assert (
                session.get_one(Campaign, scene.campaign).reserved_minor == reserved[0] == 4400 * len(launched(scene))
            )
