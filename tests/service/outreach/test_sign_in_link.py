"""The mail with a sign-in link, through a real mail server."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from service.config import settings
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.outreach.sending.post import MailAway
from service.outreach.sign_in_link import sign_in_link_job
from service.workspaces.models import AuditEntry, SignInLink, User
from service.workspaces.sessions.sign_in import peek_link
from tests.factories import make_user, make_workspace
from tests.ports import free_port
from tests.service.content.leases import do
from tests.service.outreach.staff.staff_postbox import Postbox, postbox

__all__ = ["postbox"]
pytestmark = pytest.mark.usefixtures("database")
MAIL = "nora@fjordloom.example"


@pytest.fixture
def nora() -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, email=MAIL)


def _links() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(SignInLink)) or 0


def test_the_mailed_link_signs_in_whom_it_was_sent_to(nora: User, postbox: Postbox) -> None:
    do(sign_in_link_job, "outreach.sign_in_link", nora.id)

    [mail] = postbox.mails
    assert (mail["To"], mail["Subject"], mail["Date"] is not None) == (MAIL, "Your sign-in link", True)
    found = re.search(r"^http://127\.0\.0\.1:8080/sign-in/(\S+)\r?$", mail.get_content(), re.MULTILINE)  # type: ignore[attr-defined]
    assert found is not None
    with reading() as session:
        assert peek_link(session, found[1], utc_now()).id == nora.id
        acts = session.execute(select(AuditEntry.act, AuditEntry.subject_id, AuditEntry.body)).all()
    assert [tuple(act) for act in acts] == [("user.link_mailed", nora.id, {})]


def test_while_the_mail_server_is_away_it_is_tried_again(nora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    settings.cache_clear()
    with pytest.raises(MailAway):
        do(sign_in_link_job, "outreach.sign_in_link", nora.id)


def test_without_a_mail_server_no_link_is_made(nora: User) -> None:
    do(sign_in_link_job, "outreach.sign_in_link", nora.id)
    assert _links() == 0
