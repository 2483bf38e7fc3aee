"""Uploads that wait for their last cells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.planning.people.models import PendingUpload
from service.planning.people.pending_upload import (
    KEPT,
    correct_cells,
    drop_old_uploads,
    find_upload,
    keep_upload,
    read_pending,
    require_unchanged,
    skip_repeats,
)
from tests.factories import AT, make_campaign, make_workspace

pytestmark = pytest.mark.usefixtures("database")
DATA = b"Company,First name,Work email,Country,Diet\nVltava,Jana,jana@example.com,CZ,flubberfree\n"


TWICE = DATA.replace(b"flubberfree", b"vegan") + 2 * b"Vltava,J.,jana@example.com,CZ,\nVltava,Jan,jan@example.com,CZ,\n"
"""Row 3 repeats row 2, and rows 5 and 6 repeat rows 2 and 4."""


def kept(data: bytes = DATA) -> tuple[str, str]:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        return workspace.id, keep_upload(session, workspace.id, campaign.id, data, "people.csv", AT).id


def test_corrections_add_up_and_the_later_one_counts() -> None:
    workspace_id, upload_id = kept()
    with transaction() as session:
        correct_cells(find_upload(session, workspace_id, upload_id), {(2, "diet"): "vegn"})
    with transaction() as session:
        correct_cells(find_upload(session, workspace_id, upload_id), {(2, "diet"): "vegan"})
    with reading() as session:
        assert not read_pending(find_upload(session, workspace_id, upload_id)).has_errors


def test_rows_that_repeat_somebody_are_skipped_one_by_one_or_all_at_once() -> None:
    workspace_id, upload_id = kept(TWICE)
    left = []
    for number in (5, None):
        with transaction() as session:
            pending = find_upload(session, workspace_id, upload_id)
            skip_repeats(pending, read_pending(pending), number)
        with reading() as session:
            left.append(read_pending(find_upload(session, workspace_id, upload_id)).repeated_rows)
    assert left == [(3, 6), ()]
    with reading() as session:
        read = read_pending(find_upload(session, workspace_id, upload_id))
    assert (read.has_errors, [number for number, _ in read.people]) == (False, [2, 4])
    assert read.skipped == ((3, 2), (5, 2), (6, 4))


def test_a_repeat_with_an_allergy_of_its_own_is_only_skipped_by_name() -> None:
    workspace_id, upload_id = kept(TWICE + b"Vltava,J.,jana@example.com,CZ,nuts\n")
    with transaction() as session:
        pending = find_upload(session, workspace_id, upload_id)
        skip_repeats(pending, read_pending(pending), None)
        assert read_pending(pending).repeated_rows == (7,)
        skip_repeats(pending, read_pending(pending), 7)
        assert read_pending(pending).repeated_rows == ()


def test_skipping_leaves_earlier_corrections_and_a_correction_leaves_what_is_skipped() -> None:
    workspace_id, upload_id = kept(TWICE)
    with transaction() as session:
        pending = find_upload(session, workspace_id, upload_id)
        correct_cells(pending, {(2, "given_name"): "Johana"})
        skip_repeats(pending, read_pending(pending), None)
        correct_cells(pending, {(4, "given_name"): "Honza"})
        read = read_pending(pending)
    assert [person.given_name for _, person in read.people] == ["Johana", "Honza"]


def test_a_row_that_repeats_nobody_is_not_skipped() -> None:
    workspace_id, upload_id = kept(TWICE)
    with transaction() as session:
        pending = find_upload(session, workspace_id, upload_id)
        with pytest.raises(InvalidInput, match="Row 4 isn’t a duplicate"):
            skip_repeats(pending, read_pending(pending), 4)
        assert read_pending(pending).repeated_rows == (3, 5, 6)


def test_what_was_mended_in_another_window_meanwhile_is_not_saved_unseen() -> None:
    workspace_id, upload_id = kept()
    with reading() as session:
        seen = find_upload(session, workspace_id, upload_id)
    with transaction() as session:
        pending = find_upload(session, workspace_id, upload_id)
        require_unchanged(pending, seen)
        correct_cells(pending, {(2, "diet"): "vegan"})
        with pytest.raises(Conflict, match="changed in another window"):
            require_unchanged(pending, seen)


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
