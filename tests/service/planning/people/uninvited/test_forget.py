"""Whoever was never invited is deleted a year after somebody named them last, and may come with another list as anybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.contact.models import Contact
from service.db.connect import reading, transaction
from service.db.erasure_log import log_file
from service.gifting.models import RecipientGift
from service.planning.people.uninvited import forget
from service.planning.people.uninvited.forget import forget_uninvited, kept
from service.recipients.models import Recipient
from service.recipients.requests.keep import note_request
from service.recipients.sources.basis import Statement, keep_sources, keep_statement
from service.recipients.unsubscribe import unsubscribe
from service.security.encryption import address_hash
from service.workspaces.actor import system
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_workspace,
)

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
EMAIL = "jana@example.com"


def listed(session: Session) -> Recipient:
    return make_recipient(session, make_account(session, make_workspace(session).id), email=EMAIL)


def is_there(person: Recipient) -> bool:
    with reading() as session:
        return session.get_one(Recipient, person.id).erased_at is None


@pytest.mark.usefixtures("any_database")
def test_nothing_of_them_stays_by_which_the_next_list_would_know_them() -> None:
    with transaction() as session:
        person = listed(session)
        campaign = make_campaign(session, person.workspace_id, status="draft", expires_at=AT)
        join(session, campaign, person)
    assert (kept(), forget_uninvited(AT + YEAR - DAY), is_there(person)) == (YEAR, 0, True)
    assert (forget_uninvited(AT + YEAR), is_there(person), forget_uninvited(AT + 2 * YEAR)) == (1, False, 0)
    with transaction() as session:
        hashes = session.scalars(select(Recipient.email_hash)).all()
        assert address_hash(EMAIL) not in hashes
        again = make_recipient(session, make_account(session, person.workspace_id, "Sumava"), email=EMAIL)
        assert again.erased_at is None
    assert not log_file().exists()


def launched(session: Session, person: Recipient) -> None:
    campaign = make_campaign(session, person.workspace_id, status="draft", expires_at=AT)
    make_gift(session, campaign, person, make_product(session, person.workspace_id), launched_at=AT)


def written_to(session: Session, person: Recipient) -> None:
    launched(session, person)
    gift = session.scalars(select(RecipientGift)).one()
    gift.launched_at = None
    row = Contact(
        workspace_id=person.workspace_id, recipient_id=person.id, gift_id=gift.id, message_id="m", purpose="question"
    )
    row.at = AT
    session.add(row)


def named_again(session: Session, person: Recipient) -> None:
    said = Statement("customer", "Autumn fair")
    key = keep_statement(session, person.workspace_id, said, AT + YEAR)
    keep_sources(session, key, said, [(person, None, ())], AT + YEAR)


def in_a_campaign(session: Session, person: Recipient) -> None:
    join(session, make_campaign(session, person.workspace_id, status="draft", expires_at=AT + 9 * YEAR), person)


def wants_none(session: Session, person: Recipient) -> None:
    unsubscribe(session, person, AT, "list")


def asks(session: Session, person: Recipient) -> None:
    note_request(session, person, "export", AT, system(person.workspace_id), AT)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("act", [launched, written_to, named_again, in_a_campaign, wants_none, asks])
def test_who_was_written_to_named_again_refused_or_asks_stays(act: Callable[[Session, Recipient], None]) -> None:
    with transaction() as session:
        person = listed(session)
        act(session, person)
    assert (forget_uninvited(AT + YEAR + DAY), is_there(person)) == (0, True)


@pytest.mark.usefixtures("any_database")
@pytest.mark.parametrize("is_asked_again", [True, False], ids=["guard on", "guard off"])
def test_a_wave_that_takes_them_along_while_the_sweep_looks_keeps_them(
    monkeypatch: pytest.MonkeyPatch, is_asked_again: bool
) -> None:
    with transaction() as session:
        person = listed(session)

    @contextmanager
    def after_the_wave() -> Iterator[Session]:
        """Between the sweep's look and its own transaction, somebody else's ends."""
        with transaction() as other:
            launched(other, other.get_one(Recipient, person.id))
        with transaction() as session:
            yield session

    monkeypatch.setattr(forget, "transaction", after_the_wave)
    if not is_asked_again:
        monkeypatch.setattr(forget, "_is_still", lambda *_: True)
    assert (forget_uninvited(AT + YEAR), is_there(person)) == ((0, True) if is_asked_again else (1, False))
