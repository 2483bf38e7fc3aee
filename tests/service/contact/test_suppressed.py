from __future__ import annotations

import pytest
from sqlalchemy import select

from service.contact.models import Suppression
from service.contact.suppressed import forget, is_suppressed, lift, standing, suppress, suppressed_among
from service.db.connect import engine, reading, transaction
from service.errors import Conflict, InvalidInput
from service.security.encryption import address_hash
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_user, make_workspace
from tests.query_plans import recording, scans

ANA, BEN = address_hash("ana@kestrel.example"), address_hash("ben@kestrel.example")


@pytest.fixture
def workspace(any_database: str) -> tuple[str, str]:
    with transaction() as session:
        row = make_workspace(session)
        return row.id, actor_of(make_user(session, row.id))


def test_an_address_is_given_up_once_and_in_its_own_workspace(workspace: tuple[str, Actor]) -> None:
    with transaction() as session:
        suppress(session, workspace[0], ANA, "bounced", AT, code="5.1.1")
        suppress(session, workspace[0], ANA, "bounced", AT, code="5.2.1")

    with reading() as session:
        assert [
            is_suppressed(session, place, who) for place, who in ((workspace[0], ANA), (workspace[0], BEN), ("x", ANA))
        ] == [
            True,
            False,
            False,
        ]
        assert [(row.reason, row.code) for row in session.scalars(select(Suppression))] == [("bounced", "5.1.1")]
        assert suppressed_among(session, workspace[0], [BEN, ANA]) == {ANA: "bounced"}


def test_it_is_lifted_with_a_reason_and_a_line_in_the_audit_log(workspace: tuple[str, Actor]) -> None:
    place, admin = workspace
    with transaction() as session:
        suppress(session, place, ANA, "bounced", AT, code="5.1.1")
        with pytest.raises(InvalidInput):
            lift(session, ANA, "because", admin, AT, subject_id="rcp_1")
        lift(session, ANA, "works_again", admin, AT, subject_id="rcp_1")

    with transaction() as session:
        assert (is_suppressed(session, place, ANA), standing(session, place, ANA)) == (False, None)
        (line,) = session.scalars(select(AuditEntry))
        assert (line.act, line.subject_id, line.user_id, line.body) == (
            "suppression.lifted",
            "rcp_1",
            admin.user_id,
            {"reason": "works_again"},
        )
        with pytest.raises(Conflict):
            lift(session, ANA, "works_again", admin, AT, subject_id="rcp_1")
        suppress(session, place, ANA, "bounced", AT, code="5.2.1")
        assert is_suppressed(session, place, ANA)


def test_a_complaint_takes_a_bounce_s_place_and_nobody_lifts_it(workspace: tuple[str, Actor]) -> None:
    place, admin = workspace
    with transaction() as session:
        suppress(session, place, ANA, "bounced", AT, code="5.1.1")
        suppress(session, place, ANA, "complained", AT)
        suppress(session, place, ANA, "bounced", AT, code="5.1.1")
        assert suppressed_among(session, place, [ANA]) == {ANA: "complained"}
        with pytest.raises(Conflict):
            lift(session, ANA, "works_again", admin, AT, subject_id="rcp_1")
        assert is_suppressed(session, place, ANA)
        forget(session, place, ANA)
        assert not is_suppressed(session, place, ANA)


@pytest.mark.usefixtures("any_database")
def test_to_forget_an_address_nobody_elses_is_read() -> None:
    with recording() as heard, transaction() as session:
        forget(session, make_workspace(session).id, "hash")
    [asked] = [sql for sql in heard if sql.startswith("DELETE")]
    assert scans(engine(), {asked: heard[asked]}) == {}
