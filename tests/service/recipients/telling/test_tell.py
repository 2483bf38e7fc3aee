"""What somebody tells adds up: it is written down once, and takes nothing away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS
from service.errors import InvalidInput
from service.recipients.facts.fact import ASK, facts_of, in_force
from service.recipients.facts.restrictions import Restrictions, restrictions_in
from service.recipients.models import ProfileFact, Recipient
from service.recipients.telling import tell as telling
from service.recipients.telling.tell import (
    MOST,
    SHOES,
    hear_words,
    settle_words,
    tell,
    tell_away,
    tell_size,
)
from tests.factories import AT, make_account, make_recipient, make_workspace
from tests.races import all_at_once

RULES = [
    *(("diet", key) for key in DIETS),
    *(("allergen", key) for key in ALLERGENS),
    *(("material", key) for key in MATERIALS),
]
WORDS = ("nuts?", "no milk please", "eggs?", "leather?")
ACTS = some.one_of(
    some.sampled_from(RULES),
    some.sampled_from([("words", words) for words in WORDS]),
    some.sampled_from([("dislike", "vase"), ("has_already", "mug"), ("size", "M")]),
)


def someone() -> str:
    with transaction() as session:
        return make_recipient(session, make_account(session, make_workspace(session).id)).id


def person(session: Session, person_id: str) -> Recipient:
    return session.get_one(Recipient, person_id)


def standing(session: Session, person_id: str) -> list[tuple[str, str, str]]:
    rows = session.scalars(
        select(ProfileFact).where(ProfileFact.recipient_id == person_id, ProfileFact.withdrawn_at.is_(None))
    )
    return sorted((row.kind, row.value, row.source) for row in rows)


def restricted(session: Session, person_id: str) -> Restrictions:
    return restrictions_in(in_force(facts_of(session, [person_id], AT.date())[person_id]))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=some.lists(ACTS, min_size=1, max_size=5))
def test_whatever_is_told_after_it_a_rule_stands(database: str, acts: list[tuple[str, str]]) -> None:
    person_id = someone()
    so_far = Restrictions()
    for kind, value in acts:
        with transaction() as session:
            if kind == "words":
                hear_words(session, person(session, person_id), value, AT)
            else:
                tell(session, person(session, person_id), kind, [value], AT)
            now = restricted(session, person_id)
        assert not so_far - now
        so_far = so_far | now


def test_the_same_told_twice_is_one_fact(database: str) -> None:
    person_id = someone()
    with transaction() as session:
        first = tell(session, person(session, person_id), "allergen", ["nuts", "nuts"], AT)
        assert tell(session, person(session, person_id), "allergen", ["nuts"], AT) == first
        assert standing(session, person_id) == [("allergen", "nuts", "asked")]


def test_told_in_two_tabs_at_once_it_is_one_fact(any_database: str) -> None:
    assert _facts_of_two_tabs() == 1


def test_with_the_person_not_locked_it_is_two(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if any_database.startswith("sqlite"):
        pytest.skip("On SQLite a writing transaction is alone from its first statement.")
    monkeypatch.setattr(telling, "lock_person", lambda session, person_id: session.get_one(Recipient, person_id))
    assert max(_facts_of_two_tabs() for _ in range(10)) == 2


def _facts_of_two_tabs() -> int:
    person_id = someone()

    def act() -> None:
        with transaction() as session:
            tell(session, person(session, person_id), "dislike", ["vase"], AT)

    both: list[Callable[[], None]] = [act, act]
    assert all_at_once(both) == 2
    with reading() as session:
        return len(standing(session, person_id))


def test_a_newer_size_of_clothes_takes_the_place_of_the_older_and_leaves_that_of_shoes(database: str) -> None:
    person_id = someone()
    with transaction() as session:
        tell_size(session, person(session, person_id), ["M", "EU 42"], AT)
        tell_size(session, person(session, person_id), ["L"], AT)
        assert standing(session, person_id) == [("size", "EU 42", "asked"), ("size", "L", "asked")]
        assert len(SHOES) == 16


def test_days_away_are_kept_until_the_last_of_them(database: str) -> None:
    person_id = someone()
    with transaction() as session:
        tell_away(session, person(session, person_id), "", "2026-12-01", AT)
        fact = session.scalars(select(ProfileFact)).one()
        assert (fact.value, str(fact.valid_until)) == ("2026-11-22/2026-12-01", "2026-12-01")


def test_no_more_than_fifty_things_of_a_kind_are_kept(database: str) -> None:
    person_id = someone()
    with transaction() as session:
        tell(session, person(session, person_id), "dislike", [f"thing {number}" for number in range(MOST)], AT)
        with pytest.raises(InvalidInput) as refused:
            tell(session, person(session, person_id), "dislike", ["one more"], AT)
        assert refused.value.param == "too_many"


def test_only_asking_settles_their_own_doubt_and_leaves_one_from_a_list_with_all_it_may_mean(database: str) -> None:
    person_id = someone()
    with transaction() as session:
        hear_words(session, person(session, person_id), "nuts?", AT)
        settle_words(session, person(session, person_id), "nuts?", "only_asking", AT)
        assert standing(session, person_id) == []

        telling.hear(session, person(session, person_id), "nuts?", "imported", AT)
        hear_words(session, person(session, person_id), "nuts?", AT)
        settle_words(session, person(session, person_id), "nuts?", "only_asking", AT)
        assert standing(session, person_id) == [("allergen", "nuts", "inferred"), ("diet", ASK, "imported")]
