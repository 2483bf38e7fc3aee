"""Signing in by password and by link."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from service.db.connect import reading, transaction
from service.errors import LinkClosed, NotFound, TooMany
from service.workspaces.actor import actor_of
from service.workspaces.models import SignInAttempt, SignInLink, User
from service.workspaces.sessions.attempts import ATTEMPTS_ALLOWED
from service.workspaces.sessions.sign_in import (
    make_sign_in_link,
    peek_link,
    sign_in_with_password,
    sign_out,
    use_link,
)
from tests.factories import AT, hashed, make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")
MAIL, PASSWORD = "nora@fjordloom.example", "correct horse battery"


@pytest.fixture
def nora() -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, email=MAIL, password_hash=hashed(PASSWORD))


def _attempts() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(SignInAttempt)) or 0


def _link(user: User, at: datetime = AT) -> str:
    with transaction() as session:
        return make_sign_in_link(session, user.id, at)


def test_the_right_password_signs_in_and_forgets_wrong_tries(nora: User) -> None:
    assert sign_in_with_password(MAIL, "wrong", AT) is None
    assert _attempts() == 1
    found = sign_in_with_password(" NORA@fjordloom.example", PASSWORD, AT)
    assert found is not None
    assert found.id == nora.id
    assert _attempts() == 0


def test_an_unknown_address_and_a_user_without_password_look_like_a_wrong_password() -> None:
    with transaction() as session:
        make_user(session, make_workspace(session).id, email="ingrid@fjordloom.example")
    assert sign_in_with_password("nobody@fjordloom.example", PASSWORD, AT) is None
    assert sign_in_with_password("ingrid@fjordloom.example", "", AT) is None


def test_guessing_is_stopped_for_a_while(nora: User) -> None:
    with transaction() as session:
        session.add_all(SignInAttempt(email_hash=nora.email_hash, at=AT) for _ in range(ATTEMPTS_ALLOWED))
    with pytest.raises(TooMany):
        sign_in_with_password(MAIL, PASSWORD, AT + timedelta(minutes=1))
    assert sign_in_with_password(MAIL, PASSWORD, AT + timedelta(minutes=16)) is not None


def test_a_link_signs_in_once(nora: User) -> None:
    token = _link(nora)
    with reading() as session:
        assert peek_link(session, token, AT).id == nora.id
        assert peek_link(session, token, AT).id == nora.id
    with transaction() as session:
        assert use_link(session, token, AT).id == nora.id
    with pytest.raises(LinkClosed), transaction() as session:
        use_link(session, token, AT)


def test_a_link_ends_after_half_an_hour_and_only_its_hash_is_kept(nora: User) -> None:
    token = _link(nora)
    with reading() as session:
        assert token not in session.scalars(select(SignInLink.token_hash)).all()
        with pytest.raises(LinkClosed):
            peek_link(session, token, AT + timedelta(minutes=30))
        with pytest.raises(LinkClosed):
            peek_link(session, token[:-1] + "x", AT)


def test_nobody_unknown_gets_a_link() -> None:
    with pytest.raises(NotFound), transaction() as session:
        make_sign_in_link(session, "usr_nobody", AT)


def test_signing_out_raises_the_version_that_cookies_carry(nora: User) -> None:
    with transaction() as session:
        sign_out(session, actor_of(nora), AT)
    with reading() as session:
        assert session.get_one(User, nora.id).session_version == 2
