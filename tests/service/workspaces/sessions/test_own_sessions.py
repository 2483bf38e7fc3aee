"""Where somebody is signed in: told apart, listed, ended one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.workspaces.models import AuditEntry, User, UserSession
from service.workspaces.sessions.own_sessions import KEPT, device_of, forget_old_sessions
from service.workspaces.sessions.sign_in import make_sign_in_link
from tests.console import Console
from tests.factories import make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile/15E148 Safari/604.1"
)


def nora() -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, "seller")


class Browser:
    """One that signs in by a link, as a person does."""

    def __init__(self, user: User, agent: str) -> None:
        with transaction() as session:
            token = make_sign_in_link(session, user.id, utc_now())
        self.console = Console()
        self.headers = {"User-Agent": agent}
        self._post(f"/sign-in/{token}")

    def _post(self, path: str, **fields: str) -> int:
        with self.console.client.session_transaction() as kept:
            nonce = str(kept["csrf"])
        data = {"csrf": nonce, **fields}
        return self.console.client.post(path, data=data, headers=self.headers).status_code

    def end(self, which: str) -> int:
        return self._post("/you/sessions", session=which)

    @property
    def sid(self) -> str:
        with self.console.client.session_transaction() as kept:
            return str(kept["sid"])

    def status(self) -> int:
        return self.console.client.get("/you", headers=self.headers).status_code


def test_each_browser_is_listed_in_words_and_ended_from_another() -> None:
    user = nora()
    here, phone = Browser(user, FIREFOX), Browser(user, SAFARI)
    page = here.console.get("/you").text
    assert ("Firefox on Linux" in page, "Safari on iPhone" in page, "This one" in page) == (True, True, True)
    assert here.end(phone.sid) == 303
    assert (here.status(), phone.status()) == (200, 303)
    assert "Safari on iPhone" not in here.console.get("/you").text
    with reading() as session:
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act == "user.session_ended")).all()
    assert len(acts) == 1


def test_all_but_this_one() -> None:
    user = nora()
    here, phone, desk = (Browser(user, agent) for agent in (FIREFOX, SAFARI, FIREFOX))
    assert here.end("others") == 303
    assert [one.status() for one in (here, phone, desk)] == [200, 303, 303]


def test_nobody_ends_anybody_elses() -> None:
    mine, theirs = Browser(nora(), FIREFOX), Browser(nora(), SAFARI)
    assert mine.end(theirs.sid) == 404
    assert (mine.end("ses_nobody"), theirs.status()) == (404, 200)


def test_signing_out_everywhere_leaves_none_in_the_list() -> None:
    user = nora()
    here, _ = Browser(user, FIREFOX), Browser(user, SAFARI)
    assert here._post("/sign-out") == 303
    again = Browser(user, FIREFOX)
    assert "1 session" in again.console.get("/you").text


def test_what_was_not_used_for_a_month_is_forgotten() -> None:
    one = Browser(nora(), FIREFOX)
    with transaction() as session:
        session.get_one(UserSession, one.sid).used_at = utc_now() - KEPT
    other = Browser(nora(), FIREFOX)
    assert forget_old_sessions(utc_now()) == 1
    with reading() as session:
        assert session.scalars(select(UserSession.id)).all() == [other.sid]
    assert (one.status(), other.status()) == (303, 200)
    assert forget_old_sessions(utc_now() + KEPT - timedelta(minutes=1)) == 0


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit Chrome/140.0 Safari/537.36", "Chrome on Mac"),
        ("<script>curl</script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_in_words(agent: str, words: str) -> None:
    assert device_of(agent) == words
