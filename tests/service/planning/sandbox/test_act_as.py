"""In a sandbox somebody acts as a made-up person, sees that it is one, and comes back; with real people nobody does."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from service.content.links import links_of
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.workspaces.models import AuditEntry, Workspace
from tests.console import Console
from tests.factories import make_user, make_workspace
from tests.service.content.reading import press, scene_now
from tests.service.gifting.scene import Scene

pytestmark = pytest.mark.usefixtures("database")
BAND = re.compile(r'<aside class="trial".*?</aside>', re.DOTALL)


def sandbox() -> tuple[Scene, Console]:
    scene = scene_now()
    with transaction() as session:
        session.execute(update(Workspace).where(Workspace.id == scene.workspace_id).values(is_sandbox=True))
        return scene, Console(make_user(session, scene.workspace_id, "manager"))


def test_a_tester_acts_as_somebody_sees_it_is_a_sandbox_and_comes_back() -> None:
    scene, console = sandbox()
    gift = scene.gifts[0]
    row = console.get(f"/people/{gift.recipient_id}").text
    assert f'action="/sandbox/act-as/{gift.id}"' in row
    opened = console.post(f"/sandbox/act-as/{gift.id}")
    assert (opened.status_code, opened.location) == (303, f"/gift/{gift.id}")
    page = console.get(f"/gift/{gift.id}")
    [band] = BAND.findall(page.text)
    assert "Everyone here is made up. You’re acting as this person" in band
    assert (page.headers["Handpicked-Sandbox"], "Jana" in page.text) == ("made-up people", True)
    assert press(console.client, gift, "decline", reason="not_interested").status_code == 303
    with reading() as session:
        now = session.get_one(RecipientGift, gift.id)
        assert (now.link_version, now.status) == (gift.link_version, "declined")
        acts = session.scalars(select(AuditEntry.subject_id).where(AuditEntry.act == "sandbox.acted_as")).all()
    assert acts == [gift.id]
    back = console.get(f"/sandbox/act-as/{gift.id}/back")
    assert (back.status_code, back.location) == (303, f"/people/{gift.recipient_id}")


def test_their_own_link_says_so_too_and_leads_to_no_console() -> None:
    scene, _ = sandbox()
    reader = Console().client
    link = links_of(scene.gifts[0]).personal
    assert reader.get(link[link.index("/g/") :]).status_code == 303
    [band] = BAND.findall(reader.get(f"/gift/{scene.gifts[0].id}").text)
    assert ("Everyone here is made up." in band, "console" in band) == (True, False)


def test_nobody_acts_for_real_people_and_their_pages_have_no_such_line() -> None:
    scene = scene_now()
    with transaction() as session:
        console = Console(make_user(session, scene.workspace_id, "manager"))
    refused = console.post(f"/sandbox/act-as/{scene.gifts[0].id}")
    assert (refused.status_code, "nobody acts for them" in refused.text) == (409, True)
    assert "Set-Cookie" not in {name for name, value in refused.headers if "handpicked_gift" in value}
    assert "/sandbox/act-as/" not in console.get(f"/people/{scene.gifts[0].recipient_id}").text
    reader = Console().client
    link = links_of(scene.gifts[0]).personal
    reader.get(link[link.index("/g/") :])
    page = reader.get(f"/gift/{scene.gifts[0].id}")
    assert (BAND.findall(page.text), page.headers.get("Handpicked-Sandbox")) == ([], None)


def test_a_seller_of_another_workspace_and_who_only_reads_do_not() -> None:
    scene, _ = sandbox()
    with transaction() as session:
        stranger = Console(make_user(session, make_workspace(session).id, "manager"))
        only_reads = Console(make_user(session, scene.workspace_id, "read_only"))
    assert stranger.post(f"/sandbox/act-as/{scene.gifts[0].id}").status_code == 404
    assert only_reads.post(f"/sandbox/act-as/{scene.gifts[0].id}").status_code == 403
