"""Mails about a plan that a second person approves, through a real mail server: to whom it is asked of, and to whoever asked."""

from __future__ import annotations

import pytest

from service.db.base import utc_now
from service.db.connect import transaction
from service.outreach.staff.approval import approval_mail_job
from service.planning.approval.ask import MAIL
from service.workspaces.models import User, Workspace
from tests.console import Console
from tests.service.content.leases import do
from tests.service.outreach.staff.staff_postbox import Postbox, postbox
from tests.service.planning.approval.scene import Scene

__all__ = ["postbox"]
pytestmark = pytest.mark.usefixtures("database")


def sent(scene: Scene, box: Postbox) -> list[tuple[str, str, str]]:
    """What the newest job mails: (to, subject, text)."""
    before = len(box.mails)
    do(approval_mail_job, MAIL, scene.asked().id)
    return [
        (str(mail["To"]), str(mail["Subject"]), mail.get_content().replace("\r\n", "\n"))  # type: ignore[attr-defined]
        for mail in box.mails[before:]
    ]


def test_each_who_may_approve_is_asked_with_the_sum_and_the_way(postbox: Postbox) -> None:
    scene = Scene()
    scene.press_approve()
    mails = sent(scene, postbox)
    assert sorted(to for to, _, _ in mails) == ["i@fjordloom.example", "olav@fjordloom.example"]
    _, subject, text = mails[0]
    assert subject == "Nora Whitfield asks you to approve €88"
    assert "plan 1 of “Spring thank-you”, up to €88 in all waves" in text
    assert f"http://127.0.0.1:8080{scene.path}/approval\n" in text
    assert [name for name in ("Jana", "Petra", "Vltava") if name in text] == []


def test_a_named_approver_is_asked_alone(postbox: Postbox) -> None:
    scene = Scene()
    with transaction() as session:
        session.get_one(Workspace, scene.workspace_id).approver_id = scene.olav.id
    scene.press_approve()
    assert [to for to, _, _ in sent(scene, postbox)] == ["olav@fjordloom.example"]


def test_a_refusal_reaches_the_seller_with_its_reason(postbox: Postbox) -> None:
    scene = Scene()
    scene.press_approve()
    scene.decide("ingrid", "refuse", "Nothing above €40.00, please.")
    [(to, subject, text)] = sent(scene, postbox)
    assert (to, subject) == ("nora@fjordloom.example", "Not approved: Spring thank-you")
    assert "Ingrid Solheim didn’t approve plan 1 of “Spring thank-you”, €88:\n\nNothing above €40.00, please.\n" in text


def test_an_approval_reaches_the_seller_with_the_way_to_the_launch(postbox: Postbox) -> None:
    scene = Scene()
    scene.press_approve()
    scene.decide("olav", "sign")
    [(to, subject, text)] = sent(scene, postbox)
    assert (to, subject) == ("nora@fjordloom.example", "Approved: Spring thank-you")
    assert f"{scene.path}/launch\n" in text


@pytest.mark.parametrize("what", ["taken back", "sandbox", "asker removed"])
def test_what_is_no_news_any_more_is_mailed_to_nobody(what: str, postbox: Postbox) -> None:
    scene = Scene()
    scene.press_approve()
    asked = scene.asked().id
    if what == "taken back":
        Console(scene.nora).post(f"{scene.path}/approval/request", act="take_back", approval=asked)
    elif what == "sandbox":
        with transaction() as session:
            session.get_one(Workspace, scene.workspace_id).is_sandbox = True
    else:
        scene.decide("ingrid", "sign")
        with transaction() as session:
            session.get_one(User, scene.nora.id).disabled_at = utc_now()
    assert sent(scene, postbox) == []
