"""A sandbox holds invented people only: a list of one's own is refused there, with the way to where it belongs."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.planning.people.models import PendingUpload
from tests.console import Console
from tests.factories import make_campaign, make_user, make_workspace

LIST = b"Company,Email,Country\nVltava,jana@example.com,CZ\n"


@pytest.mark.parametrize("is_sandbox", [True, False])
def test_a_list_is_refused_in_a_sandbox_alone(database: str, is_sandbox: bool) -> None:
    with transaction() as session:
        workspace = make_workspace(session, is_sandbox=is_sandbox)
        user = make_user(session, workspace.id, "manager")
        campaign = make_campaign(session, workspace.id)
    browser, path = Console(user), f"/campaigns/{campaign.id}/people"
    answer = browser.post(path, file=(io.BytesIO(LIST), "list.csv"))
    with reading() as session:
        kept = len(session.scalars(select(PendingUpload)).all())
    assert (answer.status_code, kept) == ((422, 0) if is_sandbox else (303, 1))
    page = browser.get(path).text
    assert ("handpicked add-user WORKSPACE EMAIL NAME" in page) is is_sandbox
