"""Setting a password: what is refused, and what ends with the old one."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from service.db.connect import reading, transaction
from service.errors import InvalidInput, LinkClosed
from service.workspaces.actor import system
from service.workspaces.models import AuditEntry, SignInAttempt, User
from service.workspaces.sessions.set_password import require_password, set_password
from service.workspaces.sessions.sign_in import make_sign_in_link, peek_link, sign_in_with_password
from tests.console import Console
from tests.factories import AT, hashed, make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")
MAIL, OLD, NEW = "nora.whitfield@fjordloom.example", "old copper kettle", "three lamps and a kettle"


@pytest.fixture
def nora() -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, email=MAIL, password_hash=hashed(OLD))


def put_in_force(user: User) -> None:
    with transaction() as session:
        set_password(session, session.get_one(User, user.id), hashed(NEW), system(user.workspace_id), AT)


def test_the_new_password_signs_in_and_the_old_one_does_not(nora: User) -> None:
    put_in_force(nora)
    assert sign_in_with_password(MAIL, OLD, AT) is None
    signed_in = sign_in_with_password(MAIL, NEW, AT)
    assert signed_in is not None
    assert signed_in.id == nora.id


def test_sessions_and_open_links_end_and_the_act_is_written_down(nora: User) -> None:
    browser = Console(nora)
    with transaction() as session:
        token = make_sign_in_link(session, nora.id, AT)
    assert browser.get("/you").status_code == 200

    put_in_force(nora)

    assert browser.get("/you").status_code == 303
    with reading() as session, pytest.raises(LinkClosed):
        peek_link(session, token, AT)
    with reading() as session:
        [entry] = session.scalars(select(AuditEntry)).all()
        assert (entry.act, entry.subject_id, entry.user_id, entry.body) == ("user.password_set", nora.id, None, {})


def test_wrong_tries_before_it_are_forgotten_and_other_peoples_are_not(nora: User) -> None:
    for address in (MAIL, MAIL, "ingrid@fjordloom.example"):
        sign_in_with_password(address, "wrong", AT)
    put_in_force(nora)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1


@pytest.mark.parametrize(
    "password", [NEW, "Ünsere-Küche-1974", "x7#Kp!m2Lq9w", "handpicked is lovely work", "a" * 250 + "bcxyz!"]
)
def test_what_takes_long_to_guess_is_taken(nora: User, password: str) -> None:
    assert require_password(password, nora) == password


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("elevenchars", "too short: 11 characters; it needs 12"),
        ("x7#Kp!m2Lq9w" * 22, "too long: use at most 256 characters"),
        ("aaaaaaaaaaaaaaaa", "too weak"),
        ("qwertyuiop1234", "too weak"),
        ("0987654321poiuytrewq", "too weak"),
        ("NoraWhitfield1!", "too weak"),
        ("fjordloom.example", "too weak"),
        ("Password123456", "too weak"),
        ("handpickedadmin", "too weak"),
    ],
)
def test_what_is_guessed_first_is_refused_by_name(nora: User, password: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        require_password(password, nora)
    assert refused.value.param == "password"


@pytest.mark.parametrize(
    "password",
    ["iloveyou12345", "michaeljordan23", "princess123456", "dragonball1234", "Spring2026!!!", "thisismypassword"],
)
def test_what_has_leaked_everywhere_is_refused_whatever_characters_it_holds(nora: User, password: str) -> None:
    with pytest.raises(InvalidInput, match=r"too (common|weak)") as refused:
        require_password(password, nora)
    assert refused.value.param == "password"


@pytest.mark.parametrize("password", ["lamp kettle otter", "aubergine und nebel", "沈黙の湖に雪が降るまで待つ"])
def test_nothing_is_asked_about_kinds_of_characters(nora: User, password: str) -> None:
    assert require_password(password, nora) == password
