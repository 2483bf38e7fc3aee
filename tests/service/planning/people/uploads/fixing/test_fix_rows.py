"""Cells that are fixed and rows that are left out, one press at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.planning.people.models import PendingUpload, UploadPiece, UploadRow
from service.planning.people.uploads.fixing.fix_rows import (
    correct_cells,
    leave_out,
    plain_repeats,
    skip_repeats,
    take_back_in,
)
from service.planning.people.uploads.kept import KEPT, SAVED_WITHIN, drop_old_uploads, find_upload, require_unchanged
from tests.factories import make_campaign, make_workspace
from tests.uploads import keep_checked, states

pytestmark = pytest.mark.usefixtures("database")
DATA = b"Company,First name,Work email,Country,Diet\nVltava,Jana,jana@example.com,CZ,flubberfree\n"
TWICE = DATA.replace(b"flubberfree", b"vegan") + 2 * b"Vltava,J.,jana@example.com,CZ,\nVltava,Jan,jan@example.com,CZ,\n"
"""Row 3 repeats row 2, and rows 5 and 6 repeat rows 2 and 4."""


def kept(data: bytes = DATA) -> tuple[str, str]:
    with transaction() as session:
        workspace = make_workspace(session)
        workspace_id, campaign_id = workspace.id, make_campaign(session, workspace.id).id
    return workspace_id, keep_checked(workspace_id, campaign_id, data)


def repeats(upload_id: str) -> dict[int, int]:
    with reading() as session:
        rows = session.execute(
            select(UploadRow.number, UploadRow.repeats).where(
                UploadRow.upload_id == upload_id, UploadRow.repeats.is_not(None), UploadRow.state != "out"
            )
        )
        return {number: first for number, first in rows if first is not None}


def test_corrections_add_up_and_the_later_one_counts() -> None:
    workspace_id, upload_id = kept()
    assert states(upload_id) == {2: "bad"}
    for text in ("vegn", "vegan"):
        with transaction() as session:
            correct_cells(session, find_upload(session, workspace_id, upload_id), {(2, "diet"): text})
    assert states(upload_id) == {2: "fine"}


def test_rows_that_repeat_somebody_are_skipped_one_by_one_or_all_at_once() -> None:
    workspace_id, upload_id = kept(TWICE)
    assert repeats(upload_id) == {3: 2, 5: 2, 6: 4}
    for number in (5, None):
        with transaction() as session:
            skip_repeats(session, find_upload(session, workspace_id, upload_id), number)
        assert repeats(upload_id) == ({3: 2, 6: 4} if number else {})
    assert states(upload_id) == {2: "fine", 3: "out", 4: "fine", 5: "out", 6: "out"}


def test_a_repeat_with_an_allergy_of_its_own_is_only_skipped_by_name() -> None:
    workspace_id, upload_id = kept(TWICE + b"Vltava,J.,jana@example.com,CZ,nuts\n")
    with transaction() as session:
        pending = find_upload(session, workspace_id, upload_id)
        skip_repeats(session, pending, None)
    assert repeats(upload_id) == {7: 2}
    with transaction() as session:
        assert plain_repeats(session, upload_id) == []
        skip_repeats(session, find_upload(session, workspace_id, upload_id), 7)
    assert repeats(upload_id) == {}


def test_a_row_that_repeats_nobody_is_not_skipped() -> None:
    workspace_id, upload_id = kept(TWICE)
    with transaction() as session, pytest.raises(InvalidInput, match="Row 4 isn’t a duplicate"):
        skip_repeats(session, find_upload(session, workspace_id, upload_id), 4)
    assert repeats(upload_id) == {3: 2, 5: 2, 6: 4}


def test_whoever_repeated_a_row_that_is_left_out_takes_its_place_and_gives_it_back() -> None:
    workspace_id, upload_id = kept(TWICE)
    with transaction() as session:
        leave_out(session, find_upload(session, workspace_id, upload_id), [2])
    assert (states(upload_id)[3], repeats(upload_id)) == ("fine", {5: 3, 6: 4})
    with transaction() as session:
        take_back_in(session, find_upload(session, workspace_id, upload_id), [2])
    assert (states(upload_id)[2], repeats(upload_id)) == ("fine", {3: 2, 5: 2, 6: 4})


def test_an_address_that_is_fixed_makes_two_people_of_one_and_one_of_two() -> None:
    workspace_id, upload_id = kept(TWICE)
    with transaction() as session:
        correct_cells(session, find_upload(session, workspace_id, upload_id), {(2, "email"): "johana@example.com"})
    assert repeats(upload_id) == {5: 3, 6: 4}
    with transaction() as session:
        correct_cells(session, find_upload(session, workspace_id, upload_id), {(4, "email"): "johana@example.com"})
    assert repeats(upload_id) == {4: 2, 5: 3}


def test_what_was_changed_in_another_window_meanwhile_is_not_saved_unseen() -> None:
    workspace_id, upload_id = kept()
    with reading() as session:
        seen = find_upload(session, workspace_id, upload_id).version
    with transaction() as session:
        require_unchanged(session, upload_id, seen)
        correct_cells(session, find_upload(session, workspace_id, upload_id), {(2, "diet"): "vegan"})
        with pytest.raises(Conflict, match="changed in another window"):
            require_unchanged(session, upload_id, seen)


def test_another_workspace_does_not_find_it() -> None:
    _, upload_id = kept()
    with reading() as session, pytest.raises(NotFound):
        find_upload(session, "wsp_other", upload_id)


def test_one_whose_people_are_being_saved_is_not_cut_short_by_the_day_it_came() -> None:
    workspace_id, upload_id = kept()
    with transaction() as session:
        find_upload(session, workspace_id, upload_id).state = "saving"
    now = utc_now()
    assert drop_old_uploads(now + KEPT + timedelta(hours=1)) == 0
    with reading() as session:
        assert session.scalars(select(UploadRow.number)).all() == [2]
    assert drop_old_uploads(now + SAVED_WITHIN + timedelta(hours=1)) == 1


def test_an_upload_is_forgotten_with_all_its_rows_after_a_day_and_not_before() -> None:
    kept()
    now = utc_now()
    assert drop_old_uploads(now) == 0
    assert drop_old_uploads(now + KEPT + timedelta(seconds=1)) == 1
    with reading() as session:
        assert [session.scalars(select(table)).all() for table in (PendingUpload, UploadPiece, UploadRow)] == [
            [],
            [],
            [],
        ]
