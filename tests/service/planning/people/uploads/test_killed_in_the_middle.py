"""The process that reads, checks or saves a list is killed in the middle of a portion; another goes on, everybody is there once."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from sqlalchemy import func
from sqlalchemy import select as rows_where
from sqlalchemy.orm import Session

from service.db.base import Base, utc_now
from service.db.connect import dispose_engines, reading, transaction
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.about import answers_of
from service.planning.people.uploads.check_list import check_rows_of
from service.planning.people.uploads.fixing.fix_rows import correct_cells
from service.planning.people.uploads.kept import keep_upload
from service.planning.people.uploads.read_list import begin_checking, read_rows_of
from service.planning.people.uploads.save_list import begin_saving, save_rows_of
from service.recipients.models import Account, ProfileFact, Recipient
from service.workspaces.actor import Actor
from tests.factories import make_campaign, make_user, make_workspace

PEOPLE: Final = 600
WRONG: Final = 11
"""The row with a country that is none."""
LIST: Final = "\n".join(
    (
        "Company,First name,Email,Country,Interests",
        *(
            f"Vltava {n // 25},P{n},p{n}@vltava.example,{'Grmany' if n == WRONG - 2 else 'CZ'},chess"
            for n in range(PEOPLE)
        ),
    )
).encode()
_PATIENCE_SECONDS: Final = 120

pytestmark = pytest.mark.slow


def killed_after(upload_id: str, act: Callable[[str, Any], None], rows: int) -> int:
    """Has a process of its own do the act, and kills it (SIGKILL) where at least so many rows are committed and those of the next
    portion are written and not committed. How many were committed."""
    dispose_engines()
    hear, tell = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            act(upload_id, lambda: _waiting_before_the_commit(upload_id, rows, tell))
        finally:
            os._exit(1)
    os.close(tell)
    ready, _, _ = select.select([hear], [], [], _PATIENCE_SECONDS)
    assert ready, "It never came so far."
    assert os.read(hear, 1) == b".", "It ended before it came so far."
    os.close(hear)
    os.kill(process, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL
    return done_of(upload_id)


@contextmanager
def _waiting_before_the_commit(upload_id: str, rows: int, tell: int) -> Iterator[Session]:
    with transaction() as session:
        before = _done(session, upload_id)
        yield session
        session.flush()
        if before >= rows and _done(session, upload_id) > before:
            os.write(tell, b".")
            signal.pause()


def _done(session: Session, upload_id: str) -> int:
    return session.scalars(rows_where(PendingUpload.done).where(PendingUpload.id == upload_id)).one()


def done_of(upload_id: str) -> int:
    with reading() as session:
        return _done(session, upload_id)


def rows_of(table: type[Base], *columns: str) -> list[tuple[Any, ...]]:
    with reading() as session:
        wanted = [getattr(table, name) for name in columns]
        return [tuple(row) for row in session.execute(rows_where(*wanted).order_by(*wanted))]


def people() -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the workspace of people and companies, value by value."""
    return {
        "people": rows_of(Recipient, "id", "email_hash", "account_id", "country", "locale"),
        "companies": rows_of(Account, "id", "name_key", "country"),
        "facts": rows_of(ProfileFact, "id", "recipient_id", "kind", "value", "source"),
    }


def begun() -> tuple[str, Actor]:
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id, "seller")
        campaign = make_campaign(session, workspace.id)
        actor = Actor(workspace.id, user.id, "seller")
        return kept(session, actor, campaign.id), actor


def kept(session: Session, actor: Actor, campaign_id: str) -> str:
    pending = keep_upload(session, actor.workspace_id, campaign_id, LIST, "people.csv", utc_now())
    pending.basis, pending.source = "customer", "A list made for a test"
    return pending.id


def checking(upload_id: str) -> None:
    with transaction() as session:
        pending = session.get_one(PendingUpload, upload_id)
        begin_checking(session, pending, answers_of(pending))


def fixing(upload_id: str) -> None:
    with transaction() as session:
        correct_cells(session, session.get_one(PendingUpload, upload_id), {(WRONG, "country"): "Germany"})


def saving(upload_id: str, actor: Actor) -> None:
    with transaction() as session:
        begin_saving(session, session.get_one(PendingUpload, upload_id), actor, utc_now())


def numbers_and_states(upload_id: str) -> tuple[int, int, dict[str, int]]:
    with reading() as session:
        of_it = UploadRow.upload_id == upload_id
        count, different = session.execute(
            rows_where(func.count(), func.count(func.distinct(UploadRow.number))).where(of_it)
        ).one()
        states = session.execute(rows_where(UploadRow.state, func.count()).where(of_it).group_by(UploadRow.state))
        return count, different, {state: number for state, number in states}


@pytest.mark.usefixtures("any_database")
def test_a_list_whose_process_is_killed_while_it_is_read_checked_and_saved_is_saved_once_and_whole() -> None:
    upload_id, actor = begun()
    assert killed_after(upload_id, read_rows_of, 250) == 250
    assert numbers_and_states(upload_id) == (250, 250, {"unread": 250})
    read_rows_of(upload_id, transaction)  # begins anew: nothing is left of the first attempt
    assert numbers_and_states(upload_id) == (PEOPLE, PEOPLE, {"unread": PEOPLE})

    checking(upload_id)
    assert killed_after(upload_id, check_rows_of, 500) == 500
    said = {row: text for row, text in rows_of(UploadRow, "number", "said") if text is not None}
    assert len(said) == 500
    check_rows_of(upload_id, transaction)  # goes on with the rows that are not read
    assert numbers_and_states(upload_id) == (PEOPLE, PEOPLE, {"fine": PEOPLE - 1, "bad": 1})

    fixing(upload_id)
    saving(upload_id, actor)
    saved = killed_after(upload_id, save_rows_of, 40)
    half = people()
    assert 40 <= saved == len(half["people"]) < PEOPLE  # of the portion in which it was killed, nobody
    save_rows_of(upload_id, transaction)
    whole = people()
    assert {kind: len(found) for kind, found in whole.items()} == {
        "people": PEOPLE,
        "companies": PEOPLE // 25,
        "facts": PEOPLE,
    }
    assert all(set(half[kind]) <= set(whole[kind]) for kind in whole)  # who was saved before is the same row


@pytest.mark.usefixtures("any_database")
def test_one_cell_that_is_fixed_touches_one_row_and_the_same_list_again_changes_no_value() -> None:
    upload_id, actor = begun()
    with reading() as session:
        campaign_id = session.get_one(PendingUpload, upload_id).campaign_id
    found = []
    for again in (False, True):
        if again:
            with transaction() as session:
                upload_id = kept(session, actor, campaign_id)
        read_rows_of(upload_id, transaction)
        checking(upload_id)
        check_rows_of(upload_id, transaction)
        before = dict(rows_of(UploadRow, "number", "said"))
        fixing(upload_id)
        after = dict(rows_of(UploadRow, "number", "said"))
        assert [number for number, said in after.items() if said != before[number]] == [WRONG]
        saving(upload_id, actor)
        save_rows_of(upload_id, transaction)
        found.append(people())
    assert len(found[0]["people"]) == PEOPLE
    assert found[0] == found[1]
