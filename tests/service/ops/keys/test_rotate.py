"""Personal values under a key of their own: read under any that is given, written under the newest, and moved to it by a job."""

from __future__ import annotations

from math import inf

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import LargeBinary, select, type_coerce

from service.db.connect import reading, transaction
from service.errors import SettingsError
from service.ops.keys import rotate as rotating
from service.ops.keys.rotate import ask_to_rotate, count_by_key, encrypted_columns, rotate, rotate_job
from service.recipients.models import Recipient
from service.security.encryption import Unreadable, decrypt, encrypt, written_under
from tests.conftest import forget_settings
from tests.factories import make_account, make_recipient, make_workspace
from tests.service.jobs.ledger import taken

OLD, NEW = "an old key of 32 characters and more", "a new key of 32 characters and more"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def give(*keys: str) -> None:
        monkeypatch.setenv("HANDPICKED_VALUE_KEYS", ",".join(keys))
        forget_settings()

    return give


def sealed(recipient_id: str) -> bytes:
    with reading() as session:
        query = select(type_coerce(Recipient.__table__.c.given_name, LargeBinary)).where(Recipient.id == recipient_id)
        return bytes(session.scalars(query).one())


def person(name: str = "Jana") -> str:
    with transaction() as session:
        return make_recipient(session, make_account(session, make_workspace(session).id), name).id


def name_of(recipient_id: str) -> str | None:
    with reading() as session:
        return session.get_one(Recipient, recipient_id).given_name


def test_a_value_is_read_under_any_key_given_and_written_under_the_newest(given) -> None:  # type: ignore[no-untyped-def]
    first = encrypt("Jana")
    given(OLD)
    second = encrypt("Jana")
    given(NEW, OLD)
    third = encrypt("Jana")
    assert [decrypt(one) for one in (first, second, third)] == ["Jana"] * 3
    assert (first[:1], second[:1], third[:1]) == (b"\x01", b"\x02", b"\x02")
    assert second[:5] != third[:5] == written_under()
    given(NEW)
    with pytest.raises(InvalidTag):
        decrypt(second)


@pytest.mark.parametrize("keys", ["short", f"{NEW},short", f"{NEW},"])
def test_a_key_that_is_none_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    from service.config import settings

    monkeypatch.setenv("HANDPICKED_VALUE_KEYS", keys)
    forget_settings()
    with pytest.raises(SettingsError, match="HANDPICKED_VALUE_KEYS") as refused:
        settings()
    assert NEW not in str(refused.value)
    monkeypatch.delenv("HANDPICKED_VALUE_KEYS")
    forget_settings()


@pytest.mark.usefixtures("any_database")
def test_every_value_moves_to_the_newest_key_and_what_no_key_reads_stays_as_it_is(given, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(rotating, "PORTION", 2)
    people = [person(name) for name in ("Jana", "Kari", "Ines")]
    given("a key that gets lost of 32 characters")
    lost = person("Olga")
    given(NEW)
    before = sealed(lost)
    with reading() as session:
        counted = count_by_key(session)
    assert counted["newest"] == 0
    assert counted["older"] >= 3
    assert counted["unreadable"] >= 1
    changed, is_more = rotate(inf)
    assert (changed, is_more) == (counted["older"], False)
    assert rotate(inf) == (0, False)
    assert [name_of(one) for one in people] == ["Jana", "Kari", "Ines"]
    assert {sealed(one)[:5] for one in people} == {written_under()}
    assert sealed(lost) == before
    assert isinstance(name_of(lost), Unreadable)


@pytest.mark.usefixtures("database")
def test_a_job_that_runs_out_of_time_has_another_go_on_and_one_waits_at_a_time(given, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    person()
    given(NEW)
    with transaction() as session:
        assert ask_to_rotate(session)
        assert not ask_to_rotate(session)
    monkeypatch.setattr(rotating, "rotate", lambda _until: (5, True))
    from service.jobs.finish import finish
    from service.jobs.models import Job

    with reading() as session:
        job_id = session.scalars(select(Job.id).where(Job.kind == "ops.rotate_keys")).one()
    from service.clock import machine_now

    lease = taken(job_id, at=machine_now())
    finish(lease, rotate_job(lease), machine_now())
    with reading() as session:
        rows = session.execute(
            select(Job.version, Job.state).where(Job.kind == "ops.rotate_keys").order_by(Job.version)
        )
        assert rows.all() == [(1, "done"), (2, "pending")]


def test_every_encrypted_column_is_reached() -> None:
    names = {f"{table.name}.{column.name}" for table, column in encrypted_columns()}
    assert {"recipient.email", "letter.body", "user_account.name", "delivery_address.body"} <= names
    assert len(names) > 30
