"""Above a sum a second person approves: that plan, all waves together, never their own, and a refusal is read at once."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign, PlanApproval
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.jobs.claim import claim
from service.jobs.models import Job
from service.planning.approval import ask as asking
from service.planning.approval import decide as deciding
from service.planning.approval.ask import MARK
from service.planning.approval.decide import refuse, sign
from service.planning.approval.mark import mark_pending_job
from service.planning.launch.waves import request_launch
from service.workspaces.actor import actor_of
from service.workspaces.models import User, Workspace
from tests.console import Console
from tests.factories import make_user, make_workspace
from tests.races import all_at_once
from tests.service.planning.approval.scene import Scene

pytestmark = pytest.mark.usefixtures("database")


def mark(scene: Scene) -> None:
    """The newest job that has the gifts say how the request stands, as a worker runs it."""
    with reading() as session:
        query = select(Job.id).where(Job.kind == MARK, Job.subject_id == scene.campaign)
        job_id = session.scalars(query.order_by(Job.version.desc())).first()
    lease = claim(str(job_id), "w1", utc_now())
    assert lease is not None
    mark_pending_job(lease)


def launch(scene: Scene, size: int | None = None) -> int:
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign)
        return request_launch(session, campaign, size, actor_of(scene.nora), utc_now())


def test_up_to_the_sum_one_person_is_enough() -> None:
    scene = Scene(above=8800)
    assert scene.press_approve() == (303, f"{scene.path}/launch")
    assert scene.status() == ("approved", scene.run)
    assert scene.asked() is None


def test_a_cent_above_it_a_second_person_is_asked_and_nothing_can_be_launched() -> None:
    scene = Scene(above=8799)
    assert scene.press_approve() == (303, f"{scene.path}/plan")
    assert scene.status() == ("pending_approval", None)
    asked = scene.asked()
    assert (asked.state, asked.number, asked.sum_minor, asked.asked_by) == ("asked", 1, 8800, scene.nora.id)
    with pytest.raises(Conflict, match="Approve the plan first"):
        launch(scene)
    assert scene.press_approve() == (303, f"{scene.path}/plan")
    assert scene.acts() == [("campaign.approval_asked", scene.nora.id)], "pressed twice, one is asked"


def test_the_second_person_reads_a_page_of_a_person_and_approves_that_plan() -> None:
    scene = Scene()
    scene.press_approve()
    mark(scene)
    assert scene.gift_states() == {"pending_approval"}
    page = Console(scene.ingrid).get(f"{scene.path}/approval")
    assert page.status_code == 200
    assert "Nora Whitfield asks for €88.00" in page.text
    assert f'src="{scene.path}/gifts/{scene.gifts[0]}/page/body"' in page.text or (
        f'src="{scene.path}/gifts/{scene.gifts[1]}/page/body"' in page.text
    )
    assert "Approve plan 1 for €88.00" in page.text
    other = Console(scene.ingrid).get(f"{scene.path}/approval?person={scene.gifts[1]}")
    assert f'src="{scene.path}/gifts/{scene.gifts[1]}/page/body"' in other.text
    assert scene.decide("ingrid", "sign")[0] == 303
    mark(scene)
    assert (scene.status(), scene.gift_states()) == (("approved", scene.run), {"draft"})
    assert scene.acts()[-1] == ("campaign.approved", scene.ingrid.id)
    assert launch(scene) == 1


@pytest.mark.parametrize("who", ["nora", "asker", "named_other"])
def test_nobody_approves_their_own(who: str) -> None:
    scene = Scene()
    with transaction() as session:
        if who == "named_other":  # the rule names Olav, so Ingrid may not
            session.get_one(Workspace, scene.workspace_id).approver_id = scene.olav.id
        if who == "nora":  # who sends it has become a manager meanwhile
            session.get_one(User, scene.nora.id).role = "manager"
    scene.press_approve("ingrid" if who == "asker" else "nora")
    before = scene.status()
    status, text = scene.decide("nora" if who == "nora" else "ingrid", "sign")
    assert (status, "nobody approves a plan they send or asked for themselves" in text) == (403, True)
    assert (scene.status(), scene.asked().state) == (before, "asked")
    assert scene.decide("olav", "sign")[0] == 303


def test_a_refusal_needs_a_reason_and_is_read_at_once_with_a_way_on() -> None:
    scene = Scene()
    scene.press_approve()
    assert scene.decide("ingrid", "refuse")[0] == 422
    status, text = scene.decide("ingrid", "refuse", "Too dear, and Jana is vegan.")
    assert (status, "mentions what people eat or avoid (“vegan”)" in text) == (422, True)
    assert scene.asked().state == "asked"
    assert scene.decide("ingrid", "refuse", "€44.00 is too much for a first gift.")[0] == 303
    assert scene.status() == ("planned", None)
    seen = Console(scene.nora).get(f"{scene.path}/plan").text
    assert "Ingrid Solheim didn’t approve plan 1." in seen
    assert "“€44.00 is too much for a first gift.”" in seen
    assert "Change and ask again" in seen
    with pytest.raises(Conflict, match="Approve the plan first"):
        launch(scene)
    with transaction() as session:
        body = session.scalars(select(Workspace)).one()
        assert body is not None
    assert scene.press_approve() == (303, f"{scene.path}/plan")
    assert (scene.asked().number, scene.asked().state) == (2, "asked")


def test_while_somebody_reads_nobody_changes_the_plan_and_it_can_be_taken_back() -> None:
    scene = Scene()
    scene.press_approve()
    browser = Console(scene.nora)
    changed = browser.post(f"{scene.path}/plan/{scene.gifts[0]}", product_id=scene.kettle)
    assert (changed.status_code, "waiting for approval" in changed.text) == (409, True)
    assert browser.post(f"{scene.path}/plan/choose").status_code == 409
    back = browser.post(f"{scene.path}/approval/request", act="take_back", approval=scene.asked().id)
    assert (back.status_code, scene.status(), scene.asked().state) == (303, ("planned", None), "taken_back")
    status, text = scene.decide("ingrid", "sign")
    assert (status, "This request was taken back." in text) == (409, True)
    assert browser.post(f"{scene.path}/plan/{scene.gifts[0]}", product_id=scene.kettle).status_code == 303


def test_a_gift_changed_after_the_approval_asks_again() -> None:
    scene = Scene()
    scene.press_approve()
    scene.decide("ingrid", "sign")
    assert Console(scene.nora).post(f"{scene.path}/plan/{scene.gifts[0]}", product_id=scene.kettle).status_code == 303
    assert (scene.status(), scene.asked().state) == (("planned", None), "lapsed")
    with pytest.raises(Conflict, match="Approve the plan first"):
        launch(scene)


@pytest.mark.parametrize("what", ["price", "person", "run"])
def test_what_changed_since_it_was_asked_is_not_what_was_read(what: str) -> None:
    scene = Scene()
    scene.press_approve()
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0])
        if what == "price":
            gift.price_minor += 1
        elif what == "person":
            gift.status = "canceled"
        else:
            session.get_one(Campaign, scene.campaign).current_match_run_id = "run_other"
    status, text = scene.decide("ingrid", "sign")
    assert (status, "this isn’t the plan you read" in text) == (409, True)
    assert scene.asked().state == "asked"


def test_three_small_waves_do_not_get_round_it() -> None:
    """What was launched before counts: the newer plan alone is below the sum, with the earlier waves it is not."""
    scene = Scene(above=8800, status="running")
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign)
        campaign.approved_match_run_id, campaign.reserved_minor = "run_before", 100
    assert scene.press_approve() == (303, f"{scene.path}/plan")
    assert (scene.asked().sum_minor, scene.status()) == (8900, ("running", "run_before"))
    scene.decide("ingrid", "sign")
    assert scene.status() == ("running", scene.run)
    assert launch(scene) == 1


def test_people_still_to_be_asked_count_with_the_dearest_gift_they_may_get() -> None:
    scene = Scene(above=10_000)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0])
        gift.product_id, gift.price_minor, gift.hold_reason = None, 0, "dietary_unknown"
    scene.press_approve()
    assert scene.asked().sum_minor == 4400 + 6000


def test_a_sum_set_later_counts_at_the_next_launch() -> None:
    scene = Scene(above=None)
    scene.press_approve()
    assert scene.status() == ("approved", scene.run)
    with transaction() as session:
        workspace = session.get_one(Workspace, scene.workspace_id)
        workspace.approval_above_minor, workspace.approval_currency = 5000, "EUR"
    with pytest.raises(Conflict, match="more than one person may approve here"):
        launch(scene)
    assert scene.press_approve() == (303, f"{scene.path}/plan")
    scene.decide("ingrid", "sign")
    assert launch(scene) == 1


def test_another_currency_is_not_converted_and_always_asks() -> None:
    scene = Scene(above=1_000_000, currency="CZK")
    scene.press_approve()
    assert scene.asked().state == "asked"


def test_where_nobody_else_could_approve_that_is_said() -> None:
    scene = Scene()
    with transaction() as session:
        for user in (scene.ingrid, scene.olav):
            session.get_one(User, user.id).disabled_at = utc_now()
    answer = Console(scene.nora).post(f"{scene.path}/plan/approve", match_run=scene.run)
    assert (answer.status_code, "nobody else here may give it" in answer.text) == (409, True)
    assert scene.status() == ("planned", None)


def test_a_named_approver_who_is_out_leaves_it_to_the_others() -> None:
    scene = Scene()
    with transaction() as session:
        session.get_one(Workspace, scene.workspace_id).approver_id = scene.olav.id
        session.get_one(User, scene.olav.id).disabled_at = utc_now()
    scene.press_approve()
    assert scene.decide("ingrid", "sign")[0] == 303


def test_an_approver_of_another_workspace_finds_nothing() -> None:
    scene = Scene()
    scene.press_approve()
    with transaction() as session:
        stranger = make_user(session, make_workspace(session, "Cedar").id, "owner")
    assert Console(stranger).post(f"{scene.path}/approval", act="sign", approval=scene.asked().id).status_code == 404


def test_three_reminders_a_day() -> None:
    scene = Scene()
    scene.press_approve()
    browser = Console(scene.nora)
    for _ in range(3):
        browser.post(f"{scene.path}/approval/request", act="remind", approval=scene.asked().id)
    assert "You’ve reminded them often enough for today." in browser.get(f"{scene.path}/plan").text


def answer_at_once(scene: Scene) -> list[str]:
    asked = scene.asked().id

    def act(user: User, signs: bool) -> None:
        with transaction() as session:
            campaign = session.get_one(Campaign, scene.campaign)
            if signs:
                sign(session, campaign, asked, actor_of(user), utc_now())
            else:
                refuse(session, campaign, asked, "Too dear.", actor_of(user), utc_now())

    all_at_once([partial(act, scene.ingrid, True), partial(act, scene.olav, False)])
    return [act for act, _ in scene.acts() if act in {"campaign.approved", "campaign.approval_refused"}]


def test_of_two_answers_at_once_one_counts(any_database: str) -> None:
    scene = Scene()
    scene.press_approve()
    acts = answer_at_once(scene)
    assert len(acts) == 1
    expected = ("approved", scene.run) if acts == ["campaign.approved"] else ("planned", None)
    assert scene.status() == expected


def test_control_without_the_guards_both_would_count(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene()
    scene.press_approve()
    monkeypatch.setattr(deciding, "find_request", lambda session, _campaign, key: session.get_one(PlanApproval, key))
    monkeypatch.setattr(deciding, "carry_out", lambda *_given, **_values: None)
    assert sorted(answer_at_once(scene)) == ["campaign.approval_refused", "campaign.approved"]


def test_the_rule_is_set_by_owners_and_written_down() -> None:
    scene = Scene(above=None)
    owner, manager = Console(scene.olav), Console(scene.ingrid)
    form = {"second": "yes", "above": "2,500.00", "currency": "EUR", "approver": scene.ingrid.id}
    assert manager.post("/team/approval", **form).status_code == 403
    wrong = owner.post("/team/approval", **{**form, "above": "a lot"})
    assert (wrong.status_code, "Enter an amount such as 9,000.00" in wrong.text) == (422, True)
    assert owner.post("/team/approval", **{**form, "approver": scene.nora.id}).status_code == 422
    assert owner.post("/team/approval", **form).status_code == 303
    with reading() as session:
        workspace = session.get_one(Workspace, scene.workspace_id)
        rule = (workspace.approval_above_minor, workspace.approval_currency, workspace.approver_id)
    assert rule == (250_000, "EUR", scene.ingrid.id)
    assert 'value="2500.00"' in owner.get("/team").text
    assert owner.post("/team/approval").status_code == 303
    with reading() as session:
        assert session.get_one(Workspace, scene.workspace_id).approval_above_minor is None
    assert asking.REMINDERS == 3
