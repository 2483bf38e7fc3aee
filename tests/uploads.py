"""A list on its way, as a browser or a test sends it."""

from __future__ import annotations

import io
from typing import Any, Final

from sqlalchemy import select
from werkzeug.test import TestResponse

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.planning.people.lists.mapping.answers import Answers
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.about import about_of, answers_of
from service.planning.people.uploads.check_list import check_rows_of
from service.planning.people.uploads.kept import keep_upload
from service.planning.people.uploads.read_list import begin_checking, read_rows_of
from tests.console import Console

STATED: Final = {"basis": "customer", "source": "HubSpot, contacts with an open deal"}
"""What is stated of a list with its file."""


def waiting(campaign_id: str) -> str:
    """The id of the one upload that waits for a campaign."""
    with reading() as session:
        return session.scalars(
            select(PendingUpload.id).where(
                PendingUpload.campaign_id == campaign_id, PendingUpload.state.not_in(("ended", "refused"))
            )
        ).one()


def told(about: Any) -> dict[str, str]:
    """A form that keeps every column as we read it, those about food as well."""
    columns = about.columns(Answers(fields=about.guessed))
    kept: dict[str, str] = {}
    for place in columns.found.get("diet", ()):
        kept |= {f"food-{place}": "told", f"how-{place}": "form", f"when-{place}": "2026-03-03"}
    return kept


def send(browser: Console, base: str, data: str | bytes, name: str = "list.csv", **said: str) -> TestResponse:
    """Uploads a list and, where it can be read, answers for its columns: what the last press said."""
    body = data.encode() if isinstance(data, str) else data
    answer = browser.post(base, file=(io.BytesIO(body), name), **STATED)
    if answer.status_code != 303:
        return answer
    upload_id = waiting(base.split("/")[2])
    with reading() as session:
        pending = session.get_one(PendingUpload, upload_id)
        if pending.state != "columns":
            return answer
        form = told(about_of(pending)) | said
    return browser.post(f"{base}/{upload_id}/columns", **form)


def keep_checked(workspace_id: str, campaign_id: str, data: bytes, name: str = "people.csv") -> str:
    """A list whose rows are read, without a browser: the upload's id."""
    with transaction() as session:
        pending = keep_upload(session, workspace_id, campaign_id, data, name, utc_now())
        pending.basis, pending.source = STATED["basis"], STATED["source"]
        upload_id = pending.id
    read_rows_of(upload_id, transaction)
    with transaction() as session:
        pending = session.get_one(PendingUpload, upload_id)
        if pending.state == "columns":
            begin_checking(session, pending, answers_of(pending))
    check_rows_of(upload_id, transaction)
    return upload_id


def states(upload_id: str) -> dict[int, str]:
    """Row number -> its state."""
    with reading() as session:
        rows = session.execute(
            select(UploadRow.number, UploadRow.state).where(UploadRow.upload_id == upload_id).order_by(UploadRow.number)
        )
        return {number: state for number, state in rows}
