"""A rehearsal that is long over goes with everything in its sandbox, and takes nothing else along."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.app.rehearsal.forget import KEPT, forget_rehearsals
from service.app.rehearsal.rows_of import rows_of
from service.app.rehearsal.untouched import content_hashes
from service.app.tables import METADATA
from service.app.wiring import register_all
from service.campaigns.models import Campaign
from service.clock import machine_now
from service.db.connect import reading, transaction
from service.jobs.models import SweepDelay
from service.planning.rehearsal.ask import ask_for_rehearsal
from service.planning.rehearsal.models import Rehearsal
from service.recipients.models import Account, Recipient
from service.workspaces.models import Workspace
from tests.factories import make_user
from tests.service.planning.rehearsal.rehearsed import Small, small_campaign

NOBODYS = {
    "alert_quiet", "audit_run", "clock_mark", "key_check", "mail_queue", "part_reading", "queue_pause", "return_count",
    "sender_pace", "sign_in_attempt", "sign_in_turn", "spent_challenge", "sweep_run", "worker_pulse",
}  # fmt: skip
"""Tables of the machine: they say nothing about any workspace."""


def asked(small: Small) -> Rehearsal:
    with transaction() as session:
        made = ask_for_rehearsal(session, session.get_one(Campaign, small.campaign_id), 1, small.user.id)
        make_user(session, made.workspace_id)
        session.add(
            SweepDelay(sweep="any", subject_id="x", workspace_id=made.workspace_id, look_at=made.asked_at, looks=1)
        )
    return made


@pytest.mark.parametrize("any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
def test_it_goes_thirty_days_after_its_end_and_leaves_the_others_as_they_are(any_database: str) -> None:
    register_all()
    with transaction() as session:
        small = small_campaign(session, 3)
    made = asked(small)
    with transaction() as session:
        row = session.get_one(Rehearsal, made.id)
        row.state, row.ended_at = "stopped", row.asked_at
    home = frozenset({small.workspace_id})
    before = content_hashes(home)
    assert forget_rehearsals(made.asked_at + KEPT - timedelta(seconds=1)) == 0
    with reading() as session:
        assert session.get(Workspace, made.workspace_id) is not None
    assert forget_rehearsals(made.asked_at + KEPT) == 1
    with reading() as session:
        for table in METADATA.sorted_tables:
            which = rows_of(table, (made.workspace_id,))
            if which is not None:
                assert session.scalar(select(func.count()).select_from(table).where(which)) == 0, table.name
        assert session.scalars(select(Workspace.id)).all() == [small.workspace_id]
    assert content_hashes(home) == before


def test_one_that_never_ended_goes_by_the_day_it_was_asked_for(database: str) -> None:
    register_all()
    with transaction() as session:
        small = small_campaign(session, 3)
    asked(small)
    assert forget_rehearsals(machine_now() + KEPT + timedelta(minutes=1)) == 1


def test_every_table_is_compared_but_the_machines_own() -> None:
    assert {table.name for table in METADATA.sorted_tables if rows_of(table, ("wsp_one",)) is None} == NOBODYS


def test_a_changed_value_in_any_workspace_but_the_own_is_noticed(database: str) -> None:
    with transaction() as session:
        small = small_campaign(session, 2)
    home = frozenset({small.workspace_id})
    before = content_hashes(home)
    with transaction() as session:
        session.get_one(Campaign, small.campaign_id).budget_minor += 1
    after = content_hashes(home)
    assert {name for name in before if before[name] != after[name]} == {"campaign"}


def test_no_value_no_hash_and_no_id_of_a_real_person_stands_in_a_copy(database: str) -> None:
    """So an erasure has nothing to look for there."""
    register_all()
    with transaction() as session:
        small = small_campaign(session, 6)
    made = asked(small)
    with reading() as session:
        real = session.scalars(select(Recipient).where(Recipient.workspace_id == small.workspace_id)).all()
        companies = session.scalars(select(Account).where(Account.workspace_id == small.workspace_id)).all()
        theirs = {
            *(value for one in real for value in (one.id, one.given_name, one.family_name, one.email, one.email_hash)),
            *(value for one in companies for value in (one.id, one.name, one.name_key)),
        }
        copied = "".join(
            repr(tuple(row))
            for table in METADATA.sorted_tables
            if (which := rows_of(table, (made.workspace_id,))) is not None
            for row in session.execute(select(table).where(which))
        )
    assert [value for value in theirs if value and value in copied] == []
    assert "made-up.example" in copied
