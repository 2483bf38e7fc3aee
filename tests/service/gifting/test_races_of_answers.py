"""What several people, or one in several tabs, say at one moment: a company's rule is proposed once and binds from then on, a sign
is asked about once, a value is donated once. Beside each race, the same with the guard off, which goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from threading import Event

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.base import Base
from service.db.connect import reading, transaction
from service.gifting import accept, company_rule, value
from service.gifting.accept import accept_gift
from service.gifting.company_rule import KIND, propose_for_company
from service.gifting.donate import donate_gift
from service.gifting.models import GiftEvent, RecipientGift, SetAside
from service.gifting.substitute import stop_gift
from service.gifting.value import keep_value
from service.jobs.models import Job
from service.ops.audit.database import audit_books
from service.recipients.asking import put, tell
from service.recipients.asking.put import open_signal
from service.recipients.lock import lock_person
from service.recipients.models import Account, Question
from tests.factories import AT
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, money, set_scene

pytestmark = pytest.mark.parametrize(
    "any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True
)
PEOPLE = 4


@pytest.fixture
def colleagues(any_database: str) -> Scene:
    """People of one company, each with a gift that waits for an answer."""
    with transaction() as session:
        scene = set_scene(session, people=PEOPLE)
        account_id = scene.gifts[0].account_id
        for gift, person in zip(scene.gifts, scene.people, strict=True):
            gift.account_id = gift.unique_within = person.account_id = account_id
    return scene


def proposes(gift: RecipientGift, came: list[bool]) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            came.append(propose_for_company(session, session.get_one(RecipientGift, gift.id), None, AT))

    return act


def looks_asked_for() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).where(Job.kind == KIND)) or 0


def test_a_rule_that_many_tell_at_once_is_proposed_once(colleagues: Scene) -> None:
    came: list[bool] = []
    assert all_at_once([proposes(gift, came) for gift in colleagues.gifts]) == PEOPLE

    assert (sorted(came), looks_asked_for()) == ([False] * (PEOPLE - 1) + [True], 1)
    with reading() as session:
        rule = session.get_one(Account, colleagues.gifts[0].account_id).proposed_policy
    assert rule == {"no_gifts": {"value": True, "on": AT.date().isoformat()}}


def test_control_without_the_companys_lock_each_of_them_proposes_it(
    colleagues: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading() as session:
        account_id = colleagues.gifts[0].account_id
        stale = [session.get_one(Account, account_id, populate_existing=True)]
    # What each of them read before any of them wrote.
    stale += [deepcopy(stale[0]) for _ in range(PEOPLE - 1)]
    monkeypatch.setattr(company_rule, "lock_account", lambda *_: stale.pop())
    came: list[bool] = []
    for gift in colleagues.gifts:
        proposes(gift, came)()

    assert (came, looks_asked_for()) == ([True] * PEOPLE, PEOPLE)


def yes_after(said: Event, gift: RecipientGift) -> Callable[[], None]:
    def act() -> None:
        said.wait()
        with transaction() as session:
            accept_gift(session, session.get_one(RecipientGift, gift.id), AT)

    return act


def tells_and_says(scene: Scene, said: Event) -> Callable[[], None]:
    def act() -> None:
        proposes(scene.gifts[0], [])()
        said.set()

    return act


def accepted(scene: Scene) -> int:
    with reading() as session:
        return sum(session.get_one(RecipientGift, gift.id).status == "accepted" for gift in scene.gifts)


def test_from_the_moment_it_is_told_nobody_at_the_company_can_say_yes(colleagues: Scene) -> None:
    said = Event()
    won = all_at_once([tells_and_says(colleagues, said), *(yes_after(said, gift) for gift in colleagues.gifts[1:])])

    assert (won, accepted(colleagues)) == (1, 0)


def test_control_without_asking_at_the_yes_all_of_them_are_accepted(
    colleagues: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accept, "is_ruled_out", lambda *_: False)
    said = Event()
    all_at_once([tells_and_says(colleagues, said), *(yes_after(said, gift) for gift in colleagues.gifts[1:])])

    assert accepted(colleagues) == PEOPLE - 1


def notices(gift: RecipientGift) -> Callable[[], None]:
    """A tab in which something unlike all before was looked at."""

    def act() -> None:
        with transaction() as session:
            person = lock_person(session, gift.recipient_id)
            open_signal(session, person, gift.id, "for_whom", AT)

    return act


def questions() -> list[Question]:
    with reading() as session:
        return list(session.scalars(select(Question).where(Question.kind == "for_whom")))


def test_a_sign_in_many_tabs_is_asked_about_once_and_never_after_an_answer(any_database: str) -> None:
    with transaction() as session:
        gift = set_scene(session).gifts[0]
    assert all_at_once([notices(gift)] * PEOPLE) == PEOPLE
    (row,) = questions()
    assert (row.answered_at, row.gift_id) == (None, gift.id)

    def answers() -> None:
        with transaction() as session:
            tell.answer_for_whom(session, lock_person(session, gift.recipient_id), "somebody", (), AT)

    assert all_at_once([answers, *[notices(gift)] * PEOPLE]) == PEOPLE + 1
    (row,) = questions()
    assert row.answered_at == AT


def test_control_without_the_key_of_the_question_a_tab_breaks(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plain(session: Session, table: type[Base], _: object, rows: list[dict[str, object]]) -> None:
        session.add_all(table(**row) for row in rows)
        session.flush()

    monkeypatch.setattr(put, "insert_new", plain)
    with transaction() as session:
        gift = set_scene(session).gifts[0]
    with pytest.raises(IntegrityError):
        all_at_once([notices(gift)] * PEOPLE)


def left_with_a_value() -> Scene:
    with transaction() as session:
        scene = set_scene(session, others=0)
        stop_gift(session, scene.gifts[0], "out_of_stock", AT)
        keep_value(session, scene.gifts[0], AT)
    return scene


def donates(scene: Scene) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            donate_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), "rivers", AT)

    return act


def test_a_value_donated_in_many_tabs_is_donated_once(any_database: str) -> None:
    scene = left_with_a_value()

    assert all_at_once([donates(scene)] * PEOPLE) == 1
    with reading() as session:
        assert [defect.sentence for defect in audit_books(session)] == []
        assert money(session, scene.campaign) == (4400, 0)
        donated = select(func.count()).where(GiftEvent.kind == "gift.value_donated")
        assert (session.scalar(donated), session.scalar(select(func.count()).select_from(SetAside))) == (1, 0)


def test_control_without_looking_at_what_is_kept_a_sum_is_donated_that_nobody_set_aside(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = left_with_a_value()
    with reading() as session:
        stale = session.get_one(SetAside, scene.gifts[0].id)
    with transaction() as session:
        # Somebody else was faster, and freed it.
        session.delete(session.get_one(SetAside, stale.gift_id))
        session.get_one(Campaign, scene.campaign.id).reserved_minor = 0
    monkeypatch.setattr(value, "kept_for", lambda *_: stale)
    monkeypatch.setattr(Session, "delete", lambda *_: None)
    donates(scene)()

    monkeypatch.undo()
    with reading() as session:
        assert audit_books(session) != []
