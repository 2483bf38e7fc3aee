"""What is learned from, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from service.brain.events.on_page import note_other_looked, say_use
from service.brain.learning.gather import gather
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.recipients.afterwards.models import Rating
from service.recipients.models import Question
from tests.factories import AT, make_fact
from tests.service.brain.learning.histories import NOW, History

pytestmark = pytest.mark.usefixtures("database")


def learned(history: History) -> list[tuple[str, str, str | None]]:
    """(what was done, the interest of the product, the interest of the other) in time's order."""

    def of(traits: tuple[str, ...]) -> str:
        return next(trait.removeprefix("interest:") for trait in traits if trait.startswith("interest:"))

    events = gather(history.session, history.workspace_id, NOW).events
    return [(one.did.value, of(one.chosen.traits), of(one.others[0].traits) if one.others else None) for one in events]


def test_a_yes_a_swap_and_a_no_are_learned_from_in_the_order_of_time() -> None:
    with transaction() as session:
        history = History(session)
        history.swap(history.chess, history.tea, 5)
        history.keep(history.tea, 1)
        gift = history.gift(history.chess)
        history.note(gift, "declined", AT + timedelta(hours=1), product_id=history.chess.id, reason="not_interested")
        assert learned(history) == [
            ("kept", "tea", None),
            ("swapped", "tea", "chess"),
            ("left", "chess", None),
            ("kept", "tea", None),
            ("declined", "chess", None),
        ]


def test_what_was_taken_back_is_as_if_it_had_not_been() -> None:
    with transaction() as session:
        history = History(session)
        tea, chess = history.tea, history.chess
        gift = history.gift(chess)
        history.note(gift, "swapped", AT + timedelta(minutes=1), product_id=tea.id, from_product_id=chess.id)
        history.note(gift, "swapped", AT + timedelta(minutes=2), product_id=chess.id, from_product_id=tea.id)
        history.note(gift, "accepted", AT + timedelta(minutes=3), product_id=chess.id)
        history.note(gift, "undone", AT + timedelta(minutes=4), product_id=chess.id)
        assert learned(history) == []
        history.note(gift, "accepted", AT + timedelta(minutes=5), product_id=chess.id)
        assert learned(history) == [("kept", "chess", None)]
        history.note(gift, "acceptance_stopped", AT + timedelta(minutes=6), product_id=tea.id, from_product_id=chess.id)
        assert learned(history) == []


@pytest.mark.parametrize(
    ("mood", "did"), [("love", "praised"), ("good", "praised"), ("not", "regretted"), ("wrong", None)]
)
def test_how_it_is_counts_and_something_wrong_with_it_says_nothing_of_taste(mood: str, did: str | None) -> None:
    with transaction() as session:
        history = History(session)
        gift = history.keep(history.tea)
        session.add(
            Rating(
                id="rat_1", workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, recipient_id=gift.recipient_id,
                gift_id=gift.id, kind="how_is_it", state="answered", answer=mood, asked_at=AT, answered_at=AT + timedelta(days=2),
            )
        )  # fmt: skip
        session.flush()
        assert learned(history) == [("kept", "tea", None)] + ([(did, "tea", None)] if did else [])


@pytest.mark.parametrize("kind", ["diet", "allergen", "material"])
def test_after_anything_was_told_of_food_skin_or_materials_nothing_of_that_gift_teaches(kind: str) -> None:
    with transaction() as session:
        history = History(session)
        gift = history.swap(history.chess, history.tea)
        value = {"diet": "vegan", "allergen": "nuts", "material": "wool"}[kind]
        make_fact(session, history.people[0], kind, value, source="asked", created_at=AT)
        assert learned(history) == []
        assert gather(session, gift.workspace_id, NOW).popularity == {}


def test_what_was_for_somebody_else_teaches_nothing_and_for_themselves_it_does() -> None:
    with transaction() as session:
        history = History(session)
        gift = history.swap(history.chess, history.tea)
        asked(session, gift)
        assert learned(history) == []
        make_fact(session, history.people[0], "for_whom", "self", source="asked")
        assert len(learned(history)) == 3


def asked(session: Session, gift: RecipientGift) -> None:
    session.add(
        Question(
            id="qst_1", workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, kind="for_whom", gift_id=gift.id,
            asked_at=AT, opened_at=AT, answered_at=None, skipped_at=None,
        )
    )  # fmt: skip
    session.flush()


def test_people_who_were_erased_are_in_none_of_it() -> None:
    with transaction() as session:
        history = History(session)
        history.keep(history.tea)
        history.swap(history.chess, history.tea, 2)
        history.people[1].erased_at = NOW
        session.flush()
        assert learned(history) == [("kept", "tea", None)]


def test_facts_are_read_as_they_stood_before_the_event_and_a_deleted_one_not_at_all() -> None:
    with transaction() as session:
        history = History(session)
        history.keep(history.tea, 10)
        person = history.people[0]
        later = make_fact(session, person, "interest", "tea", created_at=AT + timedelta(minutes=11))
        assert gather(session, history.workspace_id, NOW).events[0].chosen.likeness == 0.0
        later.created_at = AT + timedelta(minutes=9)
        session.flush()
        assert gather(session, history.workspace_id, NOW).events[0].chosen.likeness == pytest.approx(0.8)
        later.withdrawn_at = NOW
        session.flush()
        assert gather(session, history.workspace_id, NOW).events[0].chosen.likeness == 0.0


def test_popularity_counts_who_kept_and_who_left_and_each_event_knows_only_what_came_before() -> None:
    with transaction() as session:
        history = History(session)
        history.many(4)
        found = gather(session, history.workspace_id, AT + timedelta(hours=1))
        tea, chess = (found.popularity[one.id] for one in (history.tea, history.chess))
        assert (round(tea.answers), round(chess.answers)) == (18, 14)
        assert chess.share < tea.low < tea.share < 1
        kept = [one.chosen for one in found.events if one.did == "kept" and "category:tea" in one.chosen.traits]
        assert kept[0].popularity == pytest.approx(-0.405465, abs=1e-6)
        assert kept[-1].popularity > 1


def test_another_workspace_teaches_nothing() -> None:
    with transaction() as session:
        ours, theirs = History(session), History(session)
        theirs.many(2)
        assert learned(ours) == [] and len(learned(theirs)) == 21


def test_a_look_at_another_gift_is_a_soft_choice_of_people_who_agreed() -> None:
    with transaction() as session:
        history = History(session)
        gift, silent = history.gift(history.chess), history.gift(history.chess)
        say_use(session, gift.recipient_id, agrees=True, at=AT)
        for one in (gift, silent):
            looked = note_other_looked(session, one.recipient_id, one.id, history.tea.id, AT + timedelta(minutes=2))
            assert looked == (one is gift)
        assert not note_other_looked(session, gift.recipient_id, gift.id, history.tea.id, AT + timedelta(minutes=3))
        assert learned(history) == [("looked", "tea", "chess")]
        (event,) = gather(session, history.workspace_id, NOW).events
        assert event.weight(event.at) == 0.2
        say_use(session, gift.recipient_id, agrees=False, at=AT + timedelta(days=1))
        assert learned(history) == []


def test_a_look_is_compared_with_what_they_had_then_and_none_is_at_their_own() -> None:
    with transaction() as session:
        history = History(session)
        gift = history.swap(history.chess, history.tea, minutes=10)
        say_use(session, gift.recipient_id, agrees=True, at=AT)
        for product, minutes in ((history.tea, 2), (history.chess, 50), (history.tea, 90)):
            note_other_looked(session, gift.recipient_id, gift.id, product.id, AT + timedelta(minutes=minutes))
        looks = [one for one in learned(history) if one[0] == "looked"]
        assert looks == [("looked", "tea", "chess"), ("looked", "chess", "tea")]


def test_what_a_note_is_near_to_is_nothing_that_a_learner_reads() -> None:
    with transaction() as session:
        history = History(session)
        history.keep(history.tea)
        before = gather(session, history.workspace_id, NOW).events
        for person in history.people:
            make_fact(session, person, "close_to", "interest:tea=0.41", source="inferred", created_at=AT)
        assert gather(session, history.workspace_id, NOW).events == before
