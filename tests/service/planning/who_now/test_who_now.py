"""Somebody says that it isn't them: sales is asked who it is now, once, and settles it by name in the audit log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.gifting.decline import decline_gift
from service.gifting.models import RecipientGift
from service.planning.who_now.tasks import list_tasks, settle_task
from service.recipients.person_tasks import keep
from service.recipients.person_tasks.models import PersonTask
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import AT, make_user, make_workspace, owner_of
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, set_scene


def said(reason: str = "wrong_person", people: int = 1) -> Scene:
    with transaction() as session:
        scene = set_scene(session, people=people)
        for gift in scene.gifts:
            decline_gift(session, gift, reason, AT)
        return scene


def waiting(scene: Scene) -> list[str]:
    with reading() as session:
        return [one.gift_id for one in list_tasks(session, owner_of(scene.workspace_id), None).items]


def outcomes() -> list[str | None]:
    with reading() as session:
        return list(session.scalars(select(PersonTask.outcome)))


def settle(scene: Scene, outcome: str) -> None:
    with transaction() as session:
        settle_task(session, owner_of(scene.workspace_id), scene.gifts[0].id, outcome, AT)


def test_whoever_is_not_the_right_person_is_asked_about_with_name_company_and_campaign(database: str) -> None:
    scene = said()
    with reading() as session:
        (task,) = list_tasks(session, owner_of(scene.workspace_id), None).items

    assert (task.gift_id, task.company, task.campaign, task.may_add) == (
        scene.gifts[0].id, "Company 0", scene.campaign.name, True,
    )  # fmt: skip
    assert task.name is not None


@pytest.mark.parametrize("reason", ["privacy", "gift_policy", "dietary", "other"])
def test_no_other_reason_reaches_anybody(database: str, reason: str) -> None:
    assert waiting(said(reason)) == []


def test_it_is_settled_once_and_the_audit_log_says_how(database: str) -> None:
    scene = said()
    settle(scene, "replaced")
    with pytest.raises(Conflict):
        settle(scene, "nobody")

    with reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "person.place_settled")).one()
    assert (waiting(scene), outcomes(), entry.subject_id, entry.body) == (
        [], ["replaced"], scene.gifts[0].id, {"outcome": "replaced"},
    )  # fmt: skip


def test_an_outcome_that_is_none_and_somebody_elses_task_change_nothing(database: str) -> None:
    scene = said()
    with pytest.raises(InvalidInput):
        settle(scene, "forgotten")
    with transaction() as session:
        stranger = make_user(session, make_workspace(session).id, "owner")
        with pytest.raises(NotFound):
            settle_task(session, actor_of(stranger), scene.gifts[0].id, "nobody", AT)

    assert outcomes() == [None]


def test_a_seller_sees_those_of_their_own_campaigns(database: str) -> None:
    scene = said()
    with transaction() as session:
        mine, other = (make_user(session, scene.workspace_id, "seller") for _ in range(2))
        session.get_one(type(scene.campaign), scene.campaign.id).seller_id = mine.id
    with reading() as session:
        seen = [len(list_tasks(session, actor_of(user), None).items) for user in (mine, other)]

    assert seen == [1, 0]


def test_the_page_asks_adds_and_settles_and_holds_no_link(database: str) -> None:
    scene = said()
    with transaction() as session:
        console = Console(make_user(session, scene.workspace_id, "manager"))
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
    page = console.get("/people/who-now").text
    answer = console.post(f"/people/who-now/{gift.id}", outcome="nobody")

    assert ("Who is it now?" in page, f"/campaigns/{scene.campaign.id}/add" in page) == (True, True)
    assert ("/g/" in page, f'"/gift/{gift.id}' in page) == (False, False)
    assert (answer.status_code, outcomes()) == (303, ["nobody"])
    assert "Nothing to settle." in console.get("/people/who-now?done=settled").text
    assert console.post(f"/people/who-now/{gift.id}", outcome="nobody").status_code == 409
    assert "/people/who-now" in console.get("/people").text


def test_navigation_leads_to_charities_and_donations(database: str) -> None:
    with transaction() as session:
        console = Console(make_user(session, make_workspace(session).id, "manager"))
    assert 'href="/charities"' in console.get("/rules").text
    assert 'href="/donations"' in console.get("/ops").text


def _settling(scene: Scene, outcome: str) -> Callable[[], None]:
    return lambda: settle(scene, outcome)


def test_of_two_who_settle_it_at_once_one_has_done_it(any_database: str) -> None:
    scene = said()

    assert all_at_once([_settling(scene, "replaced"), _settling(scene, "nobody")]) == 1
    with reading() as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.act == "person.place_settled")).all()) == 1


def test_without_the_guard_both_say_that_they_have(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = said()

    def unguarded(session: object, gift_id: str, outcome: str, user_id: str | None, at: object) -> None:
        row = session.get_one(PersonTask, gift_id)  # type: ignore[attr-defined]
        row.outcome, row.done_at = outcome, at

    assert keep.end_task is not unguarded
    monkeypatch.setattr("service.planning.who_now.tasks.end_task", unguarded)

    assert all_at_once([_settling(scene, "replaced"), _settling(scene, "nobody")]) == 2
