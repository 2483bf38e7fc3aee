"""Each consent and objection is a row of its own, with what was read, by which way, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service.brain.events.on_page import say_use
from service.brain.events.viewing import say_viewing
from service.db.connect import reading, transaction
from service.recipients.asking.tell import answer_allergens
from service.recipients.consents.models import Consent
from service.recipients.consents.note import consents_of
from service.recipients.erase import erase_values
from service.recipients.models import Recipient
from service.recipients.numbers.keep_number import drop_number, keep_number
from service.recipients.sources.basis import Statement, keep_sources, keep_statement
from service.recipients.special.forgotten import withdraw_consent
from service.recipients.unsubscribe import resume, stop_with_gift, unsubscribe
from tests.factories import AT
from tests.service.recipients.knowing import somebody

HOUR = timedelta(hours=1)


def rows(session: Session, person: Recipient) -> list[tuple[str, str, str | None, str]]:
    session.flush()
    return [(one.about, one.act, one.wording, one.channel) for one, _ in consents_of(session, person.id)]


@pytest.mark.usefixtures("any_database")
def test_no_row_can_be_changed_by_anybody() -> None:
    with transaction() as session:
        person = somebody(session)
        say_use(session, person.id, agrees=True, at=AT)
    for change in (update(Consent).values(act="withdrawn"), text("UPDATE consent SET locale = 'cs'")):
        with pytest.raises(DBAPIError, match="only ever added"), transaction() as session:
            session.execute(change)
    with reading() as session:
        assert rows(session, person) == [("use", "agreed", "use.1", "page")]
    with transaction() as session:
        assert session.execute(delete(Consent).returning(Consent.id)).all() != []


@pytest.mark.usefixtures("database")
def test_what_is_told_of_food_with_one_press_is_one_row_and_taken_back_it_ends() -> None:
    with transaction() as session:
        person = somebody(session)
        person.locale = "cs"
        answer_allergens(session, person, ("nuts", "milk"), AT)
        withdraw_consent(session, person, AT + HOUR)
        assert rows(session, person) == [("food", "agreed", "food.1", "page"), ("food", "withdrawn", None, "page")]
        [(told, ended), _] = consents_of(session, person.id)
        assert (told.locale, told.at, ended) == ("cs", AT, AT + HOUR)


@pytest.mark.usefixtures("database")
def test_an_objection_says_by_which_way_it_came_and_is_written_down_once() -> None:
    with transaction() as session:
        person = somebody(session)
        unsubscribe(session, person, AT, "mail")
        unsubscribe(session, person, AT + HOUR)
        assert rows(session, person) == [("mail", "objected", None, "mail")]


@pytest.mark.usefixtures("database")
def test_what_an_answer_alone_stopped_goes_on_with_it_but_not_what_was_asked_for_since() -> None:
    with transaction() as session:
        person = somebody(session)
        stop_with_gift(session, person, "gft_1", AT)
        resume(session, person, "gft_1", AT + HOUR)
        resume(session, person, "gft_1", AT + 2 * HOUR)
        assert rows(session, person) == [("mail", "objected", None, "page"), ("mail", "resumed", None, "page")]
        stop_with_gift(session, person, "gft_1", AT + 3 * HOUR)
        unsubscribe(session, person, AT + 4 * HOUR)
        resume(session, person, "gft_1", AT + 5 * HOUR)
        assert rows(session, person)[2:] == [("mail", "objected", None, "page"), ("mail", "objected", "stop.1", "page")]
        assert person.unsubscribed_at == AT + 3 * HOUR


@pytest.mark.usefixtures("database")
def test_text_messages_are_agreed_to_with_the_number_and_end_with_it() -> None:
    with transaction() as session:
        person = somebody(session)
        keep_number(session, person, "+420777123456", AT)
        keep_number(session, person, "+420777123456", AT + HOUR)
        drop_number(session, person, AT + 2 * HOUR, "text")
        drop_number(session, person, AT + 3 * HOUR)
        assert rows(session, person) == [("texts", "agreed", "texts.1", "page"), ("texts", "withdrawn", None, "text")]


@pytest.mark.usefixtures("database")
def test_whoever_has_nothing_counted_shows_nothing_either_and_both_are_written_down() -> None:
    with transaction() as session:
        person = somebody(session)
        for hours, act in enumerate(("viewing_show", "viewing_show", "viewing_off", "viewing_on")):
            say_viewing(session, person.id, act, AT + hours * HOUR)
        say_use(session, person.id, agrees=False, at=AT + 9 * HOUR)
        assert sorted(rows(session, person)) == [
            ("shown", "agreed", "shown.1", "page"),
            ("shown", "withdrawn", None, "page"),
            ("viewing", "objected", "viewing.1", "page"),
            ("viewing", "resumed", None, "page"),
        ]


@pytest.mark.usefixtures("database")
def test_what_a_list_states_is_written_down_again_only_where_it_says_something_else() -> None:
    with transaction() as session:
        person = somebody(session)
        agreed = Statement("agreed", "Spring fair", ((3, "form", date(2027, 1, 4)),))
        key = keep_statement(session, person.workspace_id, agreed, AT)
        for own in (None, None, "none"):
            keep_sources(session, key, agreed, [(person, own, (3,))], AT)  # type: ignore[list-item]
        assert sorted(rows(session, person)) == [
            ("food", "stated", "food_form.1", "list"),
            ("food", "stated", "food_form.1", "list"),
            ("mail", "stated", "basis_agreed.1", "list"),
            ("mail", "stated", "basis_none.1", "list"),
        ]
        found = session.scalars(select(Consent).where(Consent.about == "food")).all()
        assert {(one.said_on, one.statement_id, one.locale) for one in found} == {(date(2027, 1, 4), key, None)}


@pytest.mark.usefixtures("database")
def test_they_go_with_their_person() -> None:
    with transaction() as session:
        person = somebody(session)
        unsubscribe(session, person, AT)
        erase_values(session, person, AT)
        assert rows(session, person) == []
