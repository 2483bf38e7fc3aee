"""What is said at one moment from two sides, on SQLite and PostgreSQL; beside each race, the same with the guard off, which loses.

The guard is the person's lock, under which everything that is known is read. Without it, each side goes by what it read before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.planning.people.lists.intake import read_upload
from service.planning.people.save_people import save_people
from service.recipients import answers
from service.recipients.answers import answer_diet
from service.recipients.facts import take_away
from service.recipients.facts.doubt import dietary_rows
from service.recipients.facts.fact import ASK
from service.recipients.facts.list_saying import ListSaying
from service.recipients.lock import lock_person
from service.recipients.models import Account, ProfileFact, Recipient
from tests.factories import AT, make_campaign, make_fact, make_workspace
from tests.races import all_at_once
from tests.service.recipients import knowing
from tests.service.recipients.knowing import NOTHING, NUTS, VEGAN, held, is_asked, keep_saying, says, somebody

HOUR = timedelta(hours=1)
LISTED, NONE = says("nuts", NUTS), says("none")


@contextmanager
def unguarded(person: Recipient) -> Iterator[None]:
    """Lists and answers go by what stood before either began."""
    with reading() as session:
        seen = list(dietary_rows(session, person))

    def stale(_: Session, __: Recipient) -> Sequence[ProfileFact]:
        return seen

    with patch.object(knowing, "dietary_rows", stale), patch.object(answers, "dietary_rows", stale):
        yield


def person_with(*facts: tuple[str, str]) -> Recipient:
    with transaction() as session:
        person = somebody(session)
        for value, source in facts:
            make_fact(session, person, "allergen", value, source=source)
        return person


def listing(person: Recipient, saying: ListSaying, later: timedelta = timedelta()) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            keep_saying(session, lock_person(session, person.id), saying, AT + later)

    return act


def answering(person: Recipient, *allergens: str, order: list[str] | None = None) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            answer_diet(session, person, [], allergens, AT)
            (order if order is not None else []).append("answer")

    return act


def taking_away(person: Recipient, fact_id: str, order: list[str]) -> Callable[[], None]:
    """`order` is written to while the person is still locked: whoever stands last in it was last."""

    def act() -> None:
        with transaction() as session:
            take_away.take_away(session, person, fact_id, AT, named=[fact_id])
            order.append("take away")

    return act


def test_of_two_lists_at_once_that_contradict_each_other_one_asks(any_database: str) -> None:
    person = person_with()
    assert all_at_once([listing(person, LISTED), listing(person, NONE)]) == 2

    with reading() as session:
        assert (held(session, person), is_asked(session, person)) == (NUTS, True)


def test_without_the_guard_neither_of_two_lists_sees_the_other(any_database: str) -> None:
    person = person_with()
    with unguarded(person):
        listing(person, LISTED)()
        listing(person, NONE)()

    with reading() as session:
        assert not is_asked(session, person)


def test_a_list_beside_an_answer_is_either_answered_by_it_or_asked_about(any_database: str) -> None:
    person = person_with()
    assert all_at_once([listing(person, LISTED, HOUR), answering(person)]) == 2

    with reading() as session:
        assert bool(held(session, person)) == is_asked(session, person)


def test_without_the_guard_a_list_beside_an_answer_contradicts_it_and_nobody_asks(any_database: str) -> None:
    person = person_with()
    with unguarded(person):
        answering(person)()
        listing(person, LISTED, HOUR)()

    with reading() as session:
        assert (held(session, person), is_asked(session, person)) == (NUTS, False)


def told_nuts() -> tuple[Recipient, str]:
    person = person_with(("nuts", "asked"))
    with reading() as session:
        return person, dietary_rows(session, person)[0].id


def test_an_answer_beside_a_taking_away_stands_where_it_came_last(any_database: str) -> None:
    (person, told), order = told_nuts(), list[str]()
    assert all_at_once([answering(person, "nuts", order=order), taking_away(person, told, order)]) == 2

    with reading() as session:
        assert held(session, person) == (NUTS if order[-1] == "answer" else NOTHING)


def test_without_the_guard_an_answer_that_came_last_leans_on_a_fact_that_is_gone(any_database: str) -> None:
    (person, told), order = told_nuts(), list[str]()
    with unguarded(person):
        taking_away(person, told, order)()
        answering(person, "nuts", order=order)()

    with reading() as session:
        assert (order[-1], held(session, person)) == ("answer", NOTHING)


def test_two_lists_at_once_bring_one_company_and_one_person_with_all_that_both_say(any_database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaigns = [make_campaign(session, workspace.id).id for _ in range(2)]

    def saving(campaign_id: str, diet: str, policy: str) -> Callable[[], None]:
        head = "Company,Work email,Country,Diet,Gift policy"
        rows = (f"Vltava,jana@example.com,CZ,{diet},{policy}", f"Sava,iva@example.com,HR,{diet},")
        upload = read_upload("\n".join((head, *rows)).encode(), "people.csv")

        def act() -> None:
            with transaction() as session:
                save_people(session, workspace.id, campaign_id, upload, AT)

        return act

    acts = [saving(campaigns[0], "vegan", "max 30 EUR"), saving(campaigns[1], "vegan; nuts", "no food")]
    assert all_at_once(acts) == 2

    with reading() as session:
        people = session.scalars(select(Recipient)).all()
        assert [held(session, person) for person in people] == [VEGAN | NUTS] * 2
        vltava = session.scalars(select(Account.gift_policy).where(Account.name == "Vltava")).one()
        assert (vltava["cap_minor"], vltava["no_food"]) == (3000, True)
        assert ASK not in {fact.value for person in people for fact in dietary_rows(session, person)} or is_asked(
            session, people[0]
        )
