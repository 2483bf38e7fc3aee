"""The step "People" while others are at work too."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from service.campaigns.models import CampaignRecipient
from service.db.connect import reading, transaction
from service.planning import intake, pending_upload
from service.planning.intake import Upload
from service.planning.models import PendingUpload
from service.workspaces.models import Workspace
from tests.console import Console
from tests.factories import make_campaign, make_user, make_workspace

LIST = b"Company,First name,Email,Country\nVltava,Jana,jana@example.com,CZ\nVltava,J.,jana@example.com,CZ\n"


def test_while_a_file_is_read_everybody_else_can_write(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads it inside a transaction waits here for themselves, until the database gives up."""
    with transaction() as session:
        user = make_user(session, make_workspace(session).id, "sales")
        campaign = make_campaign(session, user.workspace_id)
    browser, base = Console(user), f"/campaigns/{campaign.id}/people"
    others: list[str] = []

    def read_beside_others(*given: object) -> Upload:
        with transaction() as session:
            others.append(make_workspace(session, "Cedar Freight").id)
        return intake.read_upload(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(pending_upload, "read_upload", read_beside_others)
    assert browser.post(base, file=(io.BytesIO(LIST), "list.csv")).status_code == 303
    with reading() as session:
        upload_id = session.scalars(select(PendingUpload.id)).one()
    assert browser.post(f"{base}/{upload_id}/skip").status_code == 303
    assert browser.post(f"{base}/{upload_id}/save").status_code == 303
    with reading() as session:
        assert len(session.scalars(select(CampaignRecipient.id)).all()) == 1
        assert len(session.scalars(select(Workspace.id).where(Workspace.id.in_(others))).all()) == len(others) == 3
