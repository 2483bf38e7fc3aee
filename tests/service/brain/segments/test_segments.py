"""Who is in a segment, counted live; what it may not ask; and which one is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.events.on_page import note_look, note_offer_pressed, say_use
from service.brain.segments.add_people import add_segment, segments_by_name
from service.brain.segments.conditions import Condition, as_rows, of_rows, read_conditions
from service.brain.segments.keep import (
    count_segments,
    delete_segment,
    save_segment,
    segments_of,
    try_segment,
)
from service.brain.segments.people import is_in, people_in
from service.brain.segments.small_numbers import Count
from service.campaigns.models import CampaignRecipient
from service.content.erase import erase_person
from service.db.connect import transaction
from service.dietary.vocabulary import ALLERGENS, FOLLOWED, MATERIALS
from service.errors import Conflict, InvalidInput
from service.recipients.models import Recipient
from service.recipients.sources.basis import Statement, keep_sources, keep_statement
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_fact,
    make_recipient,
    make_workspace,
    owner_of,
)
from tests.service.brain.offering import happened, offer, take


def asks(**codes: str) -> tuple[Condition, ...]:
    return read_conditions(list(codes.items()))


def crowd(session: Session, number: int = 6, country: str = "CZ", **account: str) -> list[Recipient]:
    workspace = make_workspace(session)
    company = make_account(session, workspace.id, country=country, **account)
    return [make_recipient(session, company, email=f"p{one}@example.com") for one in range(number)]


def found(session: Session, people: list[Recipient], **codes: str) -> list[int]:
    ids = [person.id for person in people]
    return sorted(ids.index(one) for one in people_in(session, people[0].workspace_id, asks(**codes), AT))


def test_conditions_are_kept_in_one_order_and_read_back(database: str) -> None:
    said = read_conditions([("told", "motive:sport,interest:running"), ("country", "de, cz,CZ"), ("stage", "")])
    assert said == (Condition("country", ("CZ", "DE")), Condition("told", ("interest:running", "motive:sport")))
    assert of_rows(as_rows(said)) == said
    assert asks(value="over-50000-eur") == (Condition("value", ("over-50000-EUR",)),)


@pytest.mark.parametrize(
    "kind", ["diet", "allergen", "material", "adult", "policy", "away", "channel", "limit", "taste", "size"]
)
def test_no_condition_asks_for_food_health_faith_or_privacy(kind: str) -> None:
    values = {"diet": FOLLOWED, "allergen": ALLERGENS, "material": MATERIALS}.get(kind, ["yes"])
    for value in values:
        with pytest.raises(InvalidInput) as refused:
            asks(told=f"{kind}:{value}")
        assert refused.value.param == "told"
    with pytest.raises(InvalidInput):
        read_conditions([(kind, "yes")])


@pytest.mark.parametrize(
    ("pairs", "param"),
    [
        ([], "what"),
        ([("country", "Czechia")], "country"),
        ([("stage", "angry")], "stage"),
        ([("entry", "fax")], "entry"),
        ([("value", "over-NaN-EUR")], "value"),
        ([("behaviour", "cried")], "behaviour"),
        ([("country", "CZ"), ("country", "DE")], "country"),
        ([(what, "x") for what in ("country",)], "country"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_condition(pairs: list[tuple[str, str]], param: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_conditions(pairs)
    assert refused.value.param == param


def test_country_language_stage_and_value_are_counted_live(database: str) -> None:
    with transaction() as session:
        people = crowd(session, lifecycle="renewal", relationship="customer")
        people[0].country, people[1].locale = "IS", "is"
        other = make_recipient(session, make_account(session, people[0].workspace_id, "Other"), email="o@example.com")
        crowd(session, 2)
        session.flush()
        everybody = [*people, other]
        assert found(session, everybody, country="IS") == [0]
        assert found(session, everybody, language="is") == [1]
        assert found(session, everybody, stage="renewal,lapsed") == [0, 1, 2, 3, 4, 5]
        assert found(session, everybody, stage="customer", country="CZ") == [1, 2, 3, 4, 5]
        bought = {"kind": "purchase", "about": "pro", "currency": "EUR"}
        events = [
            happened("p0@example.com", AT, "1", amount_minor=3_000_000, **bought),
            happened("p1@example.com", AT - timedelta(days=9), "2", amount_minor=2_500_000, **bought),
            happened("p1@example.com", AT - timedelta(days=400), "3", amount_minor=9_000_000, **bought),
            happened("o@example.com", AT, "4", kind="purchase", about="pro", currency="USD", amount_minor=9_000_000),
        ]
        take(session, people[0].workspace_id, AT, *events)
        assert found(session, everybody, value="over-50000-EUR") == [0, 1, 2, 3, 4, 5]
        assert found(session, everybody, value="over-60000-EUR") == []
        assert found(session, everybody, value="over-80000-USD") == [6]
        erase_person(session, people[0], AT)
        assert found(session, everybody, country="IS") == []


def test_told_facts_count_unless_their_person_keeps_them(database: str) -> None:
    with transaction() as session:
        people = crowd(session)
        make_fact(session, people[0], "interest", "running", source="asked")
        make_fact(session, people[1], "motive", "sport", source="asked")
        make_fact(session, people[2], "interest", "running", source="asked", kept_private=True)
        make_fact(session, people[3], "interest", "running", withdrawn_at=AT, withdrawn_by="person")
        assert found(session, people, told="interest:running") == [0]
        assert found(session, people, told="interest:running,motive:sport") == [0, 1]


def test_device_and_behaviour_are_of_people_who_agreed_and_entry_is_the_first(database: str) -> None:
    with transaction() as session:
        people = crowd(session)
        say_use(session, people[0].id, agrees=True, at=AT)
        thing = offer(session, people[0].workspace_id, AT)
        for person in people[:2]:
            note_look(session, person.id, "gift", "card", "phone", AT - timedelta(days=2))
            note_look(session, person.id, "offers", "mail", "computer", AT)
            note_offer_pressed(session, person.id, thing.id, AT)
        assert found(session, people, device="phone") == [0]
        assert found(session, people, behaviour="came_back") == [0]
        assert found(session, people, behaviour="pressed_offer") == [0]
        assert found(session, people, behaviour="looked_at_offers") == [0]
        assert (found(session, people, entry="card"), found(session, people, entry="mail")) == ([0, 1], [])
        say_use(session, people[0].id, agrees=False, at=AT)
        assert (found(session, people, device="phone"), found(session, people, behaviour="came_back")) == ([], [])


def test_who_came_in_by_the_api_is_known_however_they_came_to_their_page(database: str) -> None:
    with transaction() as session:
        people = crowd(session)
        for by_key, some in ((True, people[1:3]), (False, people[:2])):
            said = Statement("agreed", "The shop’s customers", by_key=by_key)
            statement = keep_statement(session, people[0].workspace_id, said, AT)
            keep_sources(session, statement, said, [(one, None, ()) for one in some], AT)
        note_look(session, people[2].id, "gift", "mail", None, AT)
        assert (found(session, people, entry="api"), found(session, people, entry="mail")) == ([1, 2], [2])
        assert found(session, people, entry="api,card") == [1, 2]


def test_a_segment_near_to_a_shown_one_is_refused_and_one_that_comes_near_shows_nothing(database: str) -> None:
    with transaction() as session:
        people = crowd(session, 12)
        actor = owner_of(people[0].workspace_id)
        for person in people[:2]:
            person.country = "IS"
        session.flush()
        save_segment(session, actor, "Here", asks(country="CZ,IS"), AT)
        with pytest.raises(Conflict, match="differ from “Here” by one to three"):
            save_segment(session, actor, "Only Czech", asks(country="CZ"), AT)
        assert [one.name for one in segments_of(session, actor.workspace_id)] == ["Here"]
        for person in people[2:6]:
            person.country = "IS"
        session.flush()
        save_segment(session, actor, "Only Czech", asks(country="CZ"), AT + timedelta(seconds=1))
        counts = [count for *_, count in count_segments(session, actor.workspace_id, AT)]
        assert counts == [Count(12), Count(6)]
        for person in people[2:5]:
            person.country = "CZ"
        session.flush()
        counts = [count for *_, count in count_segments(session, actor.workspace_id, AT)]
        assert counts == [Count(12), Count(None, why="near", near="Here")]


def test_trying_conditions_counts_each_alone_and_with_those_before(database: str) -> None:
    with transaction() as session:
        people = crowd(session, 12)
        for person in people[:5]:
            make_fact(session, person, "interest", "running", source="asked")
        people[0].country = "IS"
        session.flush()
        tried = try_segment(session, people[0].workspace_id, asks(country="CZ", told="interest:running"), AT)
    assert [(alone, left) for _, alone, left in tried] == [
        (Count(11), Count(11)),
        (Count(4, is_rounded=True), Count(4, is_rounded=True)),
    ]


def test_a_name_is_taken_once_and_a_segment_in_use_stays(database: str) -> None:
    with transaction() as session:
        people = crowd(session)
        actor = owner_of(people[0].workspace_id)
        made = save_segment(session, actor, "Czechs", asks(country="CZ"), AT)
        with pytest.raises(Conflict, match="called “CZECHS” already"):
            save_segment(session, actor, "CZECHS", asks(country="DE"), AT)
        save_segment(session, actor, "Czech people", asks(country="CZ"), AT, made.id)
        thing = offer(session, actor.workspace_id, AT, segment="czech people")
        assert (thing.segment_id, is_in(session, made, people[0], AT)) == (made.id, True)
        with pytest.raises(Conflict, match="An offer is for this segment"):
            delete_segment(session, actor, made.id, AT)


def test_people_of_a_segment_take_part_behind_those_who_do_already_and_once(database: str) -> None:
    with transaction() as session:
        people = crowd(session)
        actor = owner_of(people[0].workspace_id)
        campaign = make_campaign(session, actor.workspace_id)
        join(session, campaign, people[3], 9)
        erase_person(session, people[5], AT)
        here = save_segment(session, actor, "Czechs", asks(country="CZ"), AT)
        assert [add_segment(session, actor, campaign, here.id, AT) for _ in range(2)] == [4, 0]
        rows = session.execute(
            select(CampaignRecipient.recipient_id, CampaignRecipient.row_number).order_by(CampaignRecipient.row_number)
        ).all()
        assert rows[0] == (people[3].id, 9)
        assert sorted(row.recipient_id for row in rows) == sorted(one.id for one in people[:5])
        assert min(row.row_number for row in rows[1:]) >= 10
        campaign.status = "running"
        session.flush()
        with pytest.raises(Conflict):
            add_segment(session, actor, campaign, here.id, AT)


def test_a_segment_of_what_people_told_adds_nobody_by_name(database: str) -> None:
    with transaction() as session:
        people = crowd(session)
        actor = owner_of(people[0].workspace_id)
        make_fact(session, people[0], "interest", "running", source="asked")
        told = save_segment(session, actor, "Runners", asks(told="interest:running"), AT)
        here = save_segment(session, actor, "Czechs", asks(country="CZ"), AT)
        assert [one.id for one in segments_by_name(session, actor.workspace_id)] == [here.id]
        with pytest.raises(Conflict, match="would tell you who they are"):
            add_segment(session, actor, make_campaign(session, actor.workspace_id), told.id, AT)
