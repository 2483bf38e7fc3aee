"""The mail that invites a colleague, through a real mail server."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import LinkClosed
from service.jobs.models import Job
from service.outreach.staff.invitation import invite_colleague_job
from service.workspaces.actor import actor_of, system
from service.workspaces.models import AuditEntry, Invitation, User
from service.workspaces.team.invitations import KIND, invite_again, invite_colleagues, take_invitation_back
from service.workspaces.team.join import peek_invitation
from service.workspaces.team.staff import disable_user
from tests.factories import make_user, make_workspace
from tests.service.content.leases import do
from tests.service.outreach.staff.staff_postbox import Postbox, postbox

__all__ = ["postbox"]
pytestmark = pytest.mark.usefixtures("database")
ANDERS = "anders@fjordloom.example"


def invited(**workspace: bool) -> tuple[User, Invitation]:
    with transaction() as session:
        nora = make_user(session, make_workspace(session, **workspace).id, "owner")
        [invitation] = invite_colleagues(session, [ANDERS], "seller", actor_of(nora), utc_now())
        return nora, invitation


def link_in(mail: object) -> str:
    text = mail.get_content()  # type: ignore[attr-defined]
    found = re.search(r"^http://127\.0\.0\.1:8080/join/(\S+)\r?$", text, re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_mail_says_who_invites_where_to_and_how_long_and_its_link_opens(postbox: Postbox) -> None:
    nora, invitation = invited()
    do(invite_colleague_job, KIND, invitation.id)
    [mail] = postbox.mails
    assert (mail["To"], mail["Subject"]) == (ANDERS, "Join Fjord & Loom on Handpicked")
    text = mail.get_content().replace("\r\n", "\n")  # type: ignore[attr-defined]
    assert text.startswith(
        "Nora Whitfield invites you to work with them in the workspace “Fjord & Loom” on Handpicked.\n\n"
        "Open this link to join. It works once, for 7 days:\n\n"
    )
    with reading() as session:
        assert peek_invitation(session, link_in(mail), utc_now()).id == invitation.id
        acts = session.execute(select(AuditEntry.act, AuditEntry.user_id, AuditEntry.subject_id, AuditEntry.body)).all()
    assert [tuple(act) for act in acts] == [
        ("user.invited", nora.id, invitation.id, {"role": "seller"}),
        ("user.invitation_mailed", None, invitation.id, {}),
    ]


def test_invited_again_the_earlier_link_opens_nothing(postbox: Postbox) -> None:
    nora, invitation = invited()
    do(invite_colleague_job, KIND, invitation.id)
    with transaction() as session:
        invite_again(session, invitation.id, actor_of(nora), utc_now())
    first = link_in(postbox.mails[0])
    with reading() as session, pytest.raises(LinkClosed):
        peek_invitation(session, first, utc_now())
    do(invite_colleague_job, KIND, invitation.id)
    with reading() as session:
        assert peek_invitation(session, link_in(postbox.mails[1]), utc_now()).id == invitation.id


@pytest.mark.parametrize("what", ["taken back", "inviter removed"])
def test_what_changed_before_it_left_keeps_it_here(what: str, postbox: Postbox) -> None:
    nora, invitation = invited()
    with transaction() as session:
        if what == "taken back":
            take_invitation_back(session, invitation.id, actor_of(nora), utc_now())
        else:
            make_user(session, nora.workspace_id, "owner")
            disable_user(session, nora.id, system(nora.workspace_id), utc_now())
    do(invite_colleague_job, KIND, invitation.id)
    assert postbox.mails == []


def test_from_a_sandbox_nothing_leaves(postbox: Postbox) -> None:
    _, invitation = invited(is_sandbox=True)
    with reading() as session:
        assert session.scalars(select(Job)).all() == []
    do(invite_colleague_job, KIND, invitation.id)
    assert postbox.mails == []
