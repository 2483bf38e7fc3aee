"""Codes for numbers: read in any digits, counted for the person and for the number, also when presses come at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.app.wiring import register_all
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import TooMany
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.recipients.numbers import codes
from service.recipients.numbers.codes import (
    KEPT,
    MOST_A_DAY,
    ask_code,
    code_of,
    digits_of,
    forget_codes,
    stop_codes,
    try_code,
)
from service.recipients.numbers.models import NumberCheck
from tests.factories import AT
from tests.races import all_at_once
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene

NUMBER = "+420601123456"


@pytest.mark.parametrize(
    "typed", ["120456", " 120 456 ", "120-456", "１２０４５６", "١٢٠٤٥٦", "\N{RIGHT-TO-LEFT MARK}120\N{EN DASH}456"]
)
def test_a_code_is_read_in_any_script_and_notation(typed: str) -> None:
    assert digits_of(typed) == "120456"


def test_other_signs_make_it_another_code_and_a_long_one_is_cut() -> None:
    assert (digits_of("12O456"), len(digits_of("1" * 10_000))) == ("12O456", 40)


def ask(scene: Scene, number: int = 0, to: str = NUMBER) -> str:
    with transaction() as session:
        return code_of(ask_code(session, lock_person(session, scene.people[number].id), to, AT))


def test_codes_differ_and_the_older_one_opens_nothing(database: str) -> None:
    scene = scene_now()
    first, second = ask(scene), ask(scene)
    assert (len(first), first.isdigit(), first != second) == (6, True, True)
    with transaction() as session:
        person = lock_person(session, scene.people[0].id)
        assert try_code(session, person, first, AT).why_not == "code_wrong"
        assert try_code(session, person, second, AT).number == NUMBER
        assert try_code(session, person, second, AT).why_not == "code_over"


def test_one_number_gets_so_many_codes_a_day_whoever_asks(database: str) -> None:
    scene = scene_now(people=2)
    for turn in range(MOST_A_DAY):
        ask(scene, turn % 2)
    for number in (0, 1):
        with pytest.raises(TooMany) as refused:
            ask(scene, number)
        assert refused.value.param == "code_many"
    ask(scene, 0, "+420601123457")


def test_a_stop_from_a_number_ends_its_code_and_none_follows_that_day(database: str) -> None:
    scene = scene_now(people=2)
    right = ask(scene)
    with transaction() as session:
        stop_codes(session, NUMBER)
        assert try_code(session, lock_person(session, scene.people[0].id), right, AT).why_not == "code_over"
    with pytest.raises(TooMany):
        ask(scene, 1)


def test_a_day_later_nothing_of_a_code_is_left(database: str) -> None:
    scene = scene_now()
    ask(scene)
    assert (forget_codes(AT + KEPT - timedelta(seconds=1)), forget_codes(AT + KEPT)) == (0, 1)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(NumberCheck)) == 0


def press(scene: Scene, *, locked: bool) -> None:
    with suppress(TooMany), transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        ask_code(session, lock_person(session, person.id) if locked else person, NUMBER, utc_now())


def _asked_at_once(scene: Scene, *, locked: bool) -> int:
    for _ in range(MOST_A_DAY - 1):
        press(scene, locked=True)
    all_at_once([lambda: press(scene, locked=locked)] * 3)
    with reading() as session:
        return session.scalar(select(func.count()).select_from(NumberCheck)) or 0


def test_of_presses_at_once_no_more_codes_come_than_a_day_has(any_database: str) -> None:
    register_all()
    assert _asked_at_once(scene_now(), locked=True) == MOST_A_DAY


@pytest.mark.slow
def test_without_the_lock_more_would_come(postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what makes the count hold is that one press waits for the other."""
    from threading import Barrier

    register_all()
    scene, together, asked = scene_now(), Barrier(3, timeout=5), codes._asked
    seen: list[int] = []

    def slowly(*arguments: object) -> int:
        found: int = asked(*arguments)  # type: ignore[arg-type]
        seen.append(found)
        if found == MOST_A_DAY - 1 and len(seen) > 3 * (MOST_A_DAY - 1):
            with suppress(Exception):
                together.wait()
        return found

    monkeypatch.setattr(codes, "_asked", slowly)
    assert _asked_at_once(scene, locked=False) > MOST_A_DAY
