"""Several offices, or an office and the gift's person, press at one moment: every word counts, one answer wins. Beside the first
race, the same with the guard off, which goes wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from service.conversation.office.answer import OfficeForm, answer_as_office
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.models import GiftEvent, RecipientGift
from service.recipients.models import Account
from service.recipients.stated import keep
from service.security.ids import new_id
from tests.factories import AT
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.parametrize(
    "any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True
)
PEOPLE = 3


@pytest.fixture
def colleagues(any_database: str) -> Scene:
    """People of one company, each of whom handed their statement to an office of its own."""
    with transaction() as session:
        scene = set_scene(session, people=PEOPLE)
        account_id = scene.gifts[0].account_id
        for gift, person in zip(scene.gifts, scene.people, strict=True):
            gift.account_id = gift.unique_within = person.account_id = account_id
    return scene


def says(gift: RecipientGift, **rules: object) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            row = session.get_one(RecipientGift, gift.id)
            answer_as_office(session, row, OfficeForm(None, "", rules), "nonce", AT)

    return act


def three_rules(scene: Scene) -> list[Callable[[], None]]:
    rules: list[dict[str, object]] = [
        {"cap_minor": 3000, "currency": "EUR"}, {"no_alcohol": True}, {"cap_minor": 2000, "currency": "EUR"},
    ]  # fmt: skip
    return [says(gift, **told) for gift, told in zip(scene.gifts, rules, strict=True)]


def in_force(scene: Scene) -> tuple[object, object]:
    with reading() as session:
        policy = session.get_one(Account, scene.gifts[0].account_id).gift_policy
        return policy.get("cap_minor"), policy.get("no_alcohol")


def test_what_three_offices_say_at_once_all_holds(colleagues: Scene) -> None:
    assert all_at_once(three_rules(colleagues)) == PEOPLE
    assert in_force(colleagues) == (2000, True)


def test_control_without_the_companys_lock_a_word_is_lost(colleagues: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """None waits for another, so each sees its own word alone, and the last one writes over the others."""
    real, ids = keep.standing_of, [""]
    monkeypatch.setattr(keep, "new_id", lambda kind: ids.append(new_id(kind)) or ids[-1])
    monkeypatch.setattr(
        keep, "standing_of", lambda session, account_id: [one for one in real(session, account_id) if one.id == ids[-1]]
    )
    for act in three_rules(colleagues):
        act()
    assert in_force(colleagues) == (2000, False)


def test_an_office_returns_while_the_person_says_yes_and_the_gift_ends_returned(colleagues: Scene) -> None:
    gift = colleagues.gifts[0]

    def returns() -> None:
        with transaction() as session:
            form = OfficeForm("return", "decline", None)
            answer_as_office(session, session.get_one(RecipientGift, gift.id), form, "nonce", AT)

    def accepts() -> None:
        with transaction() as session:
            accept_gift(session, session.get_one(RecipientGift, gift.id), AT)

    assert all_at_once([returns, accepts]) in {1, 2}
    with reading() as session:
        row = session.get_one(RecipientGift, gift.id)
        kinds = session.scalars(select(GiftEvent.kind).where(GiftEvent.gift_id == gift.id)).all()
        assert (row.status, row.office_answer) == ("declined", "return")
        assert kinds.count("gift.office_answered") == 1
