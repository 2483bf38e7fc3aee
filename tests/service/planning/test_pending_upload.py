"""Uploads that wait for their last cells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import NotFound
from service.planning.models import PendingUpload
from service.planning.pending_upload import (
    KEPT,
    correct_cells,
    drop_old_uploads,
    find_upload,
    keep_upload,
    read_pending,
)
from tests.factories import AT, make_campaign, make_workspace

pytestmark = pytest.mark.usefixtures("database")
DATA = b"Company,First name,Work email,Country,Diet\nVltava,Jana,jana@example.com,CZ,flubberfree\n"


def kept() -> tuple[str, str]:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        return workspace.id, keep_upload(session, workspace.id, campaign.id, DATA, "people.csv", AT).id


def test_corrections_add_up_and_the_later_one_counts() -> None:
    workspace_id, upload_id = kept()
    with transaction() as session:
        correct_cells(find_upload(session, workspace_id, upload_id), {(2, "diet"): "vegn"})
    with transaction() as session:
        correct_cells(find_upload(session, workspace_id, upload_id), {(2, "diet"): "vegan"})
    with reading() as session:
        assert not read_pending(find_upload(session, workspace_id, upload_id)).has_errors


def test_another_workspace_does_not_find_it() -> None:
    _, upload_id = kept()
    with reading() as session, pytest.raises(NotFound):
        find_upload(session, "wsp_other", upload_id)


def test_an_upload_is_forgotten_after_a_day_and_not_before() -> None:
    kept()
    assert drop_old_uploads(AT + KEPT) == 0
    assert drop_old_uploads(AT + KEPT + timedelta(seconds=1)) == 1
    with reading() as session:
        assert session.scalars(select(PendingUpload.id)).all() == []
