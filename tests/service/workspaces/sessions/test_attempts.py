"""How often a password may be tried: by one person, by many at once, over many addresses, and beside somebody who guesses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Lock
from time import sleep

import pytest
from sqlalchemy import func, select

from service.db.connect import reading, transaction
from service.errors import TooMany
from service.networks import Place, place_of
from service.security import passwords
from service.workspaces.models import SignInAttempt, User
from service.workspaces.sessions import sign_in
from service.workspaces.sessions.attempts import (
    ATTEMPTS_ALLOWED,
    BY_ALL,
    BY_DAY,
    BY_NETWORK,
    Whence,
    forget_old,
    require_room,
)
from service.workspaces.sessions.sign_in import make_sign_in_link, sign_in_with_password, use_link
from tests.factories import AT, make_user, make_workspace
from tests.races import all_at_once

MAIL, PASSWORD = "nora@fjordloom.example", "correct horse battery"
DESK, HOME = Whence(place_of("203.0.113.7")), Whence(place_of("198.51.100.9"))


class Checked:
    """Stands for the hash, which is dear on purpose: counts how many passwords were looked at."""

    def __init__(self, takes: float = 0.0) -> None:
        self.times = 0
        self._takes = takes

    def __call__(self, password: str, _hashed: str | None) -> bool:
        self.times += 1
        sleep(self._takes)
        return password == PASSWORD


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Checked:
    checked = Checked()
    monkeypatch.setattr(sign_in, "is_password", checked)
    return checked


def add_nora() -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, email=MAIL, password_hash="a hash")


def guess(email: str = MAIL, whence: Whence = DESK, at: datetime = AT) -> None:
    assert sign_in_with_password(email, "wrong", at, lambda _: whence) is None


def refused(email: str = MAIL, whence: Whence = DESK, at: datetime = AT) -> bool:
    try:
        sign_in_with_password(email, "wrong", at, lambda _: whence)
    except TooMany:
        return True
    return False


def guess_thirty_at_once() -> None:
    all_at_once([guess] * 30)


@contextmanager
def all_may_hash(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without the limit of two hashes at once, which would hide how many were let through."""

    @contextmanager
    def at_once() -> Iterator[None]:
        yield

    with monkeypatch.context() as patch:
        patch.setattr(sign_in, "turn_to_hash", at_once)
        yield


def test_thirty_guesses_at_once_are_ten(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_nora()
    checked = Checked(takes=0.05)
    monkeypatch.setattr(sign_in, "is_password", checked)
    with all_may_hash(monkeypatch):
        guess_thirty_at_once()
    assert checked.times == ATTEMPTS_ALLOWED == 10


def test_control_counted_after_the_check_all_thirty_run(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_nora()
    checked = Checked(takes=0.3)

    def count_later(_session: object, _hash: str, _whence: Whence, _at: datetime) -> int:
        return 0

    monkeypatch.setattr(sign_in, "is_password", checked)
    monkeypatch.setattr(sign_in, "take_place", count_later)
    with all_may_hash(monkeypatch):
        guess_thirty_at_once()
    assert checked.times > ATTEMPTS_ALLOWED


@pytest.mark.usefixtures("database")
def test_a_password_that_fits_gives_its_place_back(checked: Checked) -> None:
    add_nora()
    for _ in range(3 * ATTEMPTS_ALLOWED):
        assert sign_in_with_password(MAIL, PASSWORD, AT, lambda _: DESK) is not None
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 0


@pytest.mark.usefixtures("database")
def test_who_is_told_to_wait_is_told_how_long(checked: Checked) -> None:
    add_nora()
    for minute in range(ATTEMPTS_ALLOWED):
        guess(at=AT + timedelta(seconds=30 * minute))
    with pytest.raises(TooMany, match="Try your password again in 10 minutes") as stopped:
        guess(at=AT + timedelta(minutes=5))
    assert stopped.value.wait_seconds == 601
    guess(at=AT + timedelta(minutes=15))


@pytest.mark.usefixtures("database")
def test_one_address_is_tried_at_most_a_hundred_times_a_day_from_wherever(checked: Checked) -> None:
    nora = add_nora()
    with transaction() as session:
        session.add_all(
            SignInAttempt(email_hash=nora.email_hash, at=AT + timedelta(minutes=10 * n)) for n in range(BY_DAY)
        )
    late = AT + timedelta(hours=20)
    assert refused(at=late, whence=HOME)
    assert not refused("ingrid@fjordloom.example", HOME, late)
    assert not refused(at=AT + timedelta(days=2))


@pytest.mark.usefixtures("database")
def test_one_password_over_many_addresses_of_one_network_is_stopped(checked: Checked) -> None:
    tries = [
        refused(f"colleague{n}@fjordloom.example", Whence(place_of(f"203.0.113.{n}"))) for n in range(40)
    ]  # fmt: skip
    assert tries.index(True) == BY_NETWORK == 30
    assert all(tries[BY_NETWORK:])
    assert not refused("colleague41@fjordloom.example", HOME)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("spread", "let_through"),
    [
        pytest.param("2001:db8:1:2::{n:x}", 30, id="one household's network"),
        pytest.param("2001:db8:1:{n:x}::1", 60, id="the networks of one site"),
        pytest.param("10.20.{n}.1", 60, id="networks side by side"),
        pytest.param("{n}.7.7.7", 100, id="networks all over the world"),
    ],
)
def test_spraying_from_many_networks_is_stopped_too(checked: Checked, spread: str, let_through: int) -> None:
    def place(n: int) -> Place:
        return place_of(spread.format(n=n))

    with transaction() as session:
        session.add_all(
            SignInAttempt(email_hash=f"{n:064x}", network=place(n).near, wide_network=place(n).wide, at=AT)
            for n in range(1, let_through)
        )
    assert not refused("colleague@fjordloom.example", Whence(place(let_through)))
    assert refused("another@fjordloom.example", Whence(place(let_through + 1)))
    assert checked.times == 1
    assert BY_ALL == 100


@pytest.mark.usefixtures("database")
def test_a_known_browser_and_a_link_get_in_while_somebody_guesses(checked: Checked) -> None:
    nora = add_nora()
    for _ in range(ATTEMPTS_ALLOWED):
        guess()
    assert refused(), "the stranger's browser"
    known = Whence(DESK.place, device="1795338000-abc")
    found = sign_in_with_password(MAIL, PASSWORD, AT, lambda _: known)
    assert found is not None
    assert found.id == nora.id
    with transaction() as session:
        assert use_link(session, make_sign_in_link(session, nora.id, AT), AT).id == nora.id


@pytest.mark.usefixtures("database")
def test_a_known_browser_has_ten_tries_of_its_own(checked: Checked) -> None:
    add_nora()
    known = Whence(DESK.place, device="1795338000-abc")
    for _ in range(ATTEMPTS_ALLOWED):
        guess(whence=known)
    assert refused(whence=known)
    assert not refused(), "and they are nobody else's"


@pytest.mark.usefixtures("database")
def test_signing_in_does_not_forget_what_others_tried_elsewhere(checked: Checked) -> None:
    add_nora()
    for _ in range(5):
        guess(whence=HOME)
    guess()
    assert sign_in_with_password(MAIL, PASSWORD, AT, lambda _: DESK) is not None
    with reading() as session:
        assert session.scalars(select(SignInAttempt.network)).all() == ["198.51.100.0/24"] * 5


@pytest.mark.usefixtures("database")
def test_tries_are_forgotten_after_a_day(checked: Checked) -> None:
    add_nora()
    guess()
    guess(at=AT + timedelta(hours=20))
    assert forget_old(AT + timedelta(days=1)) == 1
    with reading() as session:
        assert session.scalars(select(SignInAttempt.at)).all() == [AT + timedelta(hours=20)]
        require_room(session, "another", DESK, AT)


@pytest.mark.usefixtures("database")
def test_a_fifth_who_would_hash_is_sent_away_and_loses_no_try(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hashes are at work until as many as may be are, and whoever is too many has been sent away."""
    add_nora()
    most, at_work, sent_away, lock, over = 0, 0, 0, Lock(), Event()

    def end_where_all_came() -> None:
        if most >= passwords.AT_ONCE and sent_away >= 8 - passwords.AT_ONCE - passwords.MAY_WAIT:
            over.set()

    def slow(_password: str, _hashed: str | None) -> bool:
        nonlocal most, at_work
        with lock:
            at_work += 1
            most = max(most, at_work)
            end_where_all_came()
        over.wait(30)
        with lock:
            at_work -= 1
        return False

    def guess_or_go() -> None:
        nonlocal sent_away
        try:
            guess()
        except TooMany:
            with lock:
                sent_away += 1
                end_where_all_came()
            raise

    monkeypatch.setattr(sign_in, "is_password", slow)
    let_through = all_at_once([guess_or_go] * 8)
    assert (most, let_through) == (passwords.AT_ONCE, passwords.AT_ONCE + passwords.MAY_WAIT)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == let_through
