"""What somebody eats is there a day before its time and gone a day after, and nothing is possible then that was not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.dietary.vocabulary import Allergen
from service.gifting.models import RecipientGift
from service.gifting.old_facts import KEPT, NEEDED_FOR, UNSTATED_KEPT, forget_old_facts
from service.recipients.facts.fact import ASK, WITHHELD
from service.recipients.models import ProfileFact, Recipient
from tests.factories import AT, make_fact
from tests.service.gifting.scene import set_scene
from tests.service.recipients.knowing import held, is_asked, somebody

DAY = timedelta(days=1)
GONE = [ASK, WITHHELD, WITHHELD, WITHHELD]


def values() -> list[str]:
    with reading() as session:
        return sorted(session.scalars(select(ProfileFact.value)))


@pytest.mark.usefixtures("any_database")
@pytest.mark.parametrize(
    ("source", "is_stated"), [("asked", True), ("imported", True), ("imported", False), ("inferred", False)]
)
def test_it_is_there_a_day_before_and_gone_a_day_after(source: str, is_stated: bool) -> None:
    kept = KEPT if is_stated else UNSTATED_KEPT
    with transaction() as session:
        person = somebody(session)
        bare = {} if is_stated else {"condition": None, "condition_on": None}
        make_fact(session, person, "allergen", "nuts", source=source, **bare)

    assert (forget_old_facts(AT + kept - DAY), values()) == (0, ["nuts"])
    assert (forget_old_facts(AT + kept + DAY), values()) == (1, GONE)
    with transaction() as session:
        assert held(session, person).avoid == ~Allergen(0)
        assert is_asked(session, person)
    assert (forget_old_facts(AT + 9 * kept), values()) == (0, GONE)


@pytest.mark.usefixtures("database")
def test_not_while_a_gift_of_theirs_is_under_way() -> None:
    with transaction() as session:
        scene = set_scene(session, people=1)
        person = session.get_one(Recipient, scene.people[0].id)
        make_fact(session, person, "allergen", "nuts")
        late = AT + 2 * KEPT
        session.execute(update(Campaign).values(expires_at=late - NEEDED_FOR + DAY))
    assert (forget_old_facts(late), "nuts" in values()) == (0, True)

    with transaction() as session:
        session.execute(update(RecipientGift).values(status="delivered"))
    assert (forget_old_facts(late), values()) == (1, GONE)


@pytest.mark.usefixtures("database")
def test_a_gift_that_nobody_ends_does_not_keep_it_for_ever() -> None:
    with transaction() as session:
        scene = set_scene(session, people=1)
        make_fact(session, session.get_one(Recipient, scene.people[0].id), "allergen", "nuts")
        late = AT + 2 * KEPT
        session.execute(update(Campaign).values(expires_at=late - NEEDED_FOR))
    assert (forget_old_facts(late), values()) == (1, GONE)


@pytest.mark.usefixtures("database")
def test_what_an_earlier_version_wrote_as_a_question_stays_one() -> None:
    with transaction() as session:
        person = somebody(session)
        make_fact(session, person, "diet", ASK, condition=None, condition_on=None)
    assert (forget_old_facts(AT + 2 * UNSTATED_KEPT), values()) == (1, [ASK])
    assert forget_old_facts(AT + 3 * UNSTATED_KEPT) == 0
