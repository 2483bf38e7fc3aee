"""Ways round mail: the card's code, the card, the message sent by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from service.contact.models import Contact
from service.contact.suppressed import suppress
from service.contact.wishes.choices import choices_of, save_choices
from service.contact.wishes.terms import Channel
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.gifting.models import RecipientGift
from service.outreach.by_hand import views
from service.outreach.by_hand.codes import LETTERS, gift_by_code, give_code
from service.outreach.by_hand.pass_on import make_card
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry
from tests.console import console_app
from tests.factories import make_user
from tests.service.content.reading import everything, scene_now
from tests.service.gifting.scene import Scene


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(views, "_tries", type(views._tries)())
    return console_app().test_client()


def launched() -> Scene:
    scene = scene_now()
    with transaction() as session:
        session.execute(update(RecipientGift).values(launched_at=utc_now() - timedelta(days=1)))
    return scene


def code_of(scene: Scene) -> str:
    with transaction() as session:
        return give_code(session, session.get_one(RecipientGift, scene.gifts[0].id), utc_now())


def test_a_code_scanned_or_typed_opens_the_page_and_nothing_changes(client: FlaskClient) -> None:
    scene = scene_now()
    code = code_of(scene)
    assert len(code) == 11
    assert set(code) <= {*LETTERS, "-"}
    before = everything()
    there = f"/gift/{scene.gifts[0].id}"
    assert client.get(f"/c/{code}").location == there
    for typed in (
        code,
        code.lower(),
        code.replace("-", " "),
        f" {code.replace('-', '')} ",
        code.replace("0", "o").replace("1", "l"),
    ):
        assert client.post("/c/", data={"code": typed}).location == there
    assert client.get(there).status_code == 200
    assert everything() == before


def test_whatever_is_wrong_with_a_code_the_answer_is_the_same(client: FlaskClient) -> None:
    scene = scene_now()
    code = code_of(scene)
    wrong = client.post("/c/", data={"code": "AAAAA-AAAAA"})
    assert wrong.status_code == 404
    with transaction() as session:
        session.execute(update(RecipientGift).values(link_version=2))
    answers = [client.post("/c/", data={"code": typed}) for typed in ("", "x" * 4000, "💐", code)]
    with transaction() as session:
        session.execute(update(RecipientGift).values(link_version=1))
        session.execute(update(Recipient).values(erased_at=utc_now()))
    answers.append(client.get(f"/c/{code}"))
    assert {(one.status_code, one.data) for one in answers} == {(404, wrong.data)}


def test_guessing_is_sent_away(client: FlaskClient) -> None:
    statuses = [client.get(f"/c/{number:010d}").status_code for number in range(views.TRIES_MOST + 1)]
    assert statuses == [404] * views.TRIES_MOST + [429]


def test_a_new_link_has_a_code_of_its_own(client: FlaskClient) -> None:
    scene = scene_now()
    first = code_of(scene)
    with transaction() as session:
        session.execute(update(RecipientGift).values(link_version=2))
    second = code_of(scene)
    with reading() as session:
        found = gift_by_code(session, second)
        assert (first != second, found and found.id, gift_by_code(session, first)) == (True, scene.gifts[0].id, None)


def card(scene: Scene, edition: str = "trimmed") -> str:
    with transaction() as session:
        user = make_user(session, scene.workspace_id, "manager")
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        return make_card(session, gift, edition, actor_of(user), utc_now()).code


def test_a_card_is_a_message_and_a_line_in_the_audit_log(database: str) -> None:
    scene = launched()
    code = card(scene)
    with reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "link.handed_over")).one()
        assert entry.body == {"reason": "card", "edition": "trimmed", "link_version": 1}
        assert code not in str(entry.body)
        assert [one.purpose for one in session.scalars(select(Contact))] == ["invitation"]
        assert links_of(session.get_one(RecipientGift, scene.gifts[0].id)).page not in code


def test_who_gets_no_mail_can_have_a_card(database: str) -> None:
    scene = launched()
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        suppress(session, person.workspace_id, person.email_hash, "bounced", utc_now())
        person.country, person.basis = "DE", None
    assert card(scene)


@pytest.mark.parametrize("channel", ["mail", "none"])
def test_who_chose_otherwise_gets_none(database: str, channel: Channel) -> None:
    scene = launched()
    with transaction() as session:
        person = lock_person(session, scene.people[0].id)
        now = choices_of(session, person, utc_now().date())
        # A mail that was chosen, not only left as it is.
        save_choices(session, person, type(now)("link", now.often, now.wishes, now.language), utc_now())
        save_choices(session, person, type(now)(channel, now.often, now.wishes, now.language), utc_now())
    with pytest.raises(Conflict):
        card(scene)


def test_who_wants_no_more_gifts_gets_none_and_nothing_is_written(database: str) -> None:
    scene = launched()
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).unsubscribed_at = utc_now()
    with pytest.raises(Conflict):
        card(scene)
    with pytest.raises(InvalidInput):
        card(scene, "poster")
    with reading() as session:
        assert session.scalars(select(Contact)).all() == []
        assert session.scalars(select(AuditEntry).where(AuditEntry.act == "link.handed_over")).all() == []
