from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.content.erase import erase_person
from service.content.links import links_of
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.ask import ask
from service.outreach.models import MailMessage
from service.outreach.send import send_job
from service.recipients.models import Recipient
from tests.console import console_app
from tests.factories import AT, make_user, make_workspace
from tests.service.content.leases import do
from tests.service.content.reading import everything
from tests.service.gifting.scene import Scene

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def client(database: str) -> FlaskClient:
    return console_app().test_client()


def way_out(scene: Scene) -> str:
    return links_of(scene.gifts[0]).unsubscribe.removeprefix("http://127.0.0.1:8080")


def sign_in(client: FlaskClient, workspace_id: str, role: str) -> None:
    with transaction() as session:
        user = make_user(session, workspace_id, role)
    with client.session_transaction() as cookie:
        cookie.update(user=user.id, version=user.session_version, csrf="nonce")


def left(scene: Scene) -> bool:
    with reading() as session:
        return session.get_one(Recipient, scene.people[0].id).unsubscribed_at is not None


def test_a_mail_program_unsubscribes_with_one_click_and_again_without_harm(
    client: FlaskClient,
    invited: tuple[Scene, str],
) -> None:
    scene, _ = invited

    assert [client.post(way_out(scene), data=ONE_CLICK).status_code for _ in range(2)] == [200, 200]
    assert left(scene)


def test_a_scanner_that_follows_the_link_unsubscribes_nobody(
    client: FlaskClient,
    invited: tuple[Scene, str],
) -> None:
    scene, _ = invited
    before = everything()
    answer = client.get(way_out(scene))

    assert (answer.status_code, answer.location) == (303, f"/gift/{scene.gifts[0].id}/privacy#channels")
    assert client.post(way_out(scene)).status_code == 422
    assert client.post(way_out(scene)[:-1] + "x", data=ONE_CLICK).status_code == 410
    assert everything() == before


def test_the_outbox_shows_every_mail_of_its_own_workspace(
    client: FlaskClient,
    invited: tuple[Scene, str],
) -> None:
    scene, message_id = invited
    do(send_job, "outreach.send", message_id)
    sign_in(client, scene.workspace_id, "ops")

    page = client.get("/ops/outbox").text
    assert "Jana Nováková" in page
    assert "Shown here" in page
    assert "Nora vybrala něco pro vás" in client.get(f"/ops/outbox/{message_id}").text
    body = client.get(f"/ops/outbox/{message_id}/body")
    assert body.text == '<p>One thing, picked for you<img alt=""></p>'
    assert "sandbox" in body.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in body.headers["Content-Security-Policy"]


def test_the_outbox_shows_a_question_as_it_is_read(client: FlaskClient, waiting: RecipientGift) -> None:
    with transaction() as session:
        ask(session, gift_id=waiting.id)
        message_id = session.scalars(select(MailMessage.id)).one()
    sign_in(client, waiting.workspace_id, "ops")

    assert "<small>question</small>" in client.get("/ops/outbox").text
    assert "Nora Whitfield: jedna otázka, než vybereme" in client.get(f"/ops/outbox/{message_id}").text
    assert f'href="{links_of(waiting).personal}"' in client.get(f"/ops/outbox/{message_id}/body").text


def test_the_question_of_an_erased_person_is_not_kept(client: FlaskClient, waiting: RecipientGift) -> None:
    with transaction() as session:
        ask(session, gift_id=waiting.id)
        message_id = session.scalars(select(MailMessage.id)).one()
        erase_person(session, session.get_one(Recipient, waiting.recipient_id), AT)
    sign_in(client, waiting.workspace_id, "ops")

    assert client.get("/ops/outbox").status_code == 200
    assert client.get(f"/ops/outbox/{message_id}").status_code == 404


def test_another_workspaces_mail_is_not_there(client: FlaskClient, invited: tuple[Scene, str]) -> None:
    _, message_id = invited
    with transaction() as session:
        other = make_workspace(session, "Other").id
    sign_in(client, other, "ops")

    assert "Jana" not in client.get("/ops/outbox").text
    for path in (f"/ops/outbox/{message_id}", f"/ops/outbox/{message_id}/body"):
        assert client.get(path).status_code == 404
    assert client.post(f"/ops/outbox/{message_id}/again", data={"csrf": "nonce"}).status_code == 404


def test_sales_people_have_no_business_in_the_outbox(client: FlaskClient, invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    sign_in(client, scene.workspace_id, "sales")

    assert client.get("/ops/outbox").status_code == 403


def test_a_mail_whose_outcome_is_unknown_is_sent_again_by_a_press(
    client: FlaskClient,
    invited: tuple[Scene, str],
) -> None:
    scene, message_id = invited
    with transaction() as session:
        session.get_one(MailMessage, message_id).state = "unknown"
    sign_in(client, scene.workspace_id, "ops")

    assert "Send it again" in client.get(f"/ops/outbox/{message_id}").text
    assert client.post(f"/ops/outbox/{message_id}/again", data={"csrf": "nonce"}).status_code == 303
    with reading() as session:
        assert session.scalars(select(Job.version).where(Job.kind == "outreach.send").order_by(Job.version)).all() == [
            1,
            2,
        ]


def test_the_outbox_shows_the_pictures_as_they_travel(client: FlaskClient, filmed: tuple[Scene, str]) -> None:
    scene, message_id = filmed
    sign_in(client, scene.workspace_id, "ops")
    html = client.get(f"/ops/outbox/{message_id}/body").get_data(as_text=True)
    assert 'src="data:image/jpeg;base64,/9j/' in html
    assert 'srcset="data:image/webp;base64,UklGR' in html
    assert "cid:" not in html


def test_a_mail_without_a_film_has_no_picture(client: FlaskClient, invited: tuple[Scene, str]) -> None:
    scene, message_id = invited
    sign_in(client, scene.workspace_id, "ops")
    html = client.get(f"/ops/outbox/{message_id}/body").get_data(as_text=True)
    assert "data:" not in html
    assert "cid:" not in html
