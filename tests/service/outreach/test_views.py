from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from service.config import settings
from service.contact.may_write import Later, Never
from service.content.erase import erase_person
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.mail_labels import said_of
from service.outreach.models import MailMessage
from service.outreach.occasions.ask import ask
from service.outreach.occasions.invite import invite
from service.outreach.sending import send
from service.outreach.sending.mail_queue import WHY
from service.outreach.sending.send import send_job
from service.recipients.models import Recipient
from service.security.links import link_token
from service.workspaces.models import AuditEntry, Workspace
from tests.console import console_app
from tests.factories import AT, make_user, make_workspace
from tests.renderers.test_one_language import english_in, read
from tests.service.content.leases import do
from tests.service.content.reading import everything, scene_now
from tests.service.content.shelf import put_rendition
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import Postbox, open_postbox

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


def test_the_answer_to_one_click_is_in_the_person_s_language(client: FlaskClient, invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).locale = "cs"
    answer = client.post(way_out(scene), data=ONE_CLICK)

    assert answer.text.startswith("Hotovo. ")
    assert answer.headers["Content-Language"] == "cs"


def test_a_way_out_that_leads_nowhere_is_told_in_the_reader_s_language(
    client: FlaskClient, invited: tuple[Scene, str]
) -> None:
    scene, _ = invited
    czech = {"Accept-Language": "cs-CZ,cs;q=0.9"}
    told = [
        client.get(way_out(scene)[:-1] + "x", headers=czech),
        client.post(way_out(scene), headers=czech),
        client.get(f"/gift/{scene.gifts[0].id}/nothing-here", headers=czech),
        client.delete(f"/gift/{scene.gifts[0].id}", headers=czech),
    ]

    assert [answer.status_code for answer in told] == [410, 422, 404, 405]
    assert [answer.text.count('<html lang="cs"') for answer in told] == [1, 1, 1, 1]
    assert [english_in(read(answer.text)) for answer in told] == [[], [], [], []]


def test_the_address_of_a_button_leads_back_to_its_gift(client: FlaskClient, invited: tuple[Scene, str]) -> None:
    path = f"/gift/{invited[0].gifts[0].id}"
    answer = client.get(f"{path}/accept")
    assert (answer.status_code, answer.location) == (303, path)


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
    sign_in(client, scene.workspace_id, "owner")

    page = client.get("/ops/outbox").text
    assert "Jana Nováková" in page
    assert "Shown here" in page
    assert "Nora vybrala něco pro vás" in client.get(f"/ops/outbox/{message_id}").text
    body = client.get(f"/ops/outbox/{message_id}/body")
    assert body.text == '<p>A gift, picked for you<img alt=""></p>'
    assert "sandbox" in body.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in body.headers["Content-Security-Policy"]


def test_the_outbox_shows_a_question_as_it_is_read(client: FlaskClient, waiting: RecipientGift) -> None:
    with transaction() as session:
        ask(session, gift_id=waiting.id)
        message_id = session.scalars(select(MailMessage.id)).one()
    sign_in(client, waiting.workspace_id, "owner")

    assert "<small>question</small>" in client.get("/ops/outbox").text
    assert (
        "Nora Whitfield vám chce dát dárek: jedna otázka, než vybereme" in client.get(f"/ops/outbox/{message_id}").text
    )
    assert links_of(waiting).personal not in client.get(f"/ops/outbox/{message_id}/body").text
    with transaction() as session:
        session.get_one(Workspace, waiting.workspace_id).is_sandbox = True
    assert f'href="{links_of(waiting).personal}"' in client.get(f"/ops/outbox/{message_id}/body").text
    assert "Everyone in it is made up" in client.get(f"/ops/outbox/{message_id}").text


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
    sign_in(client, other, "owner")

    assert "Jana" not in client.get("/ops/outbox").text
    for path in (f"/ops/outbox/{message_id}", f"/ops/outbox/{message_id}/body"):
        assert client.get(path).status_code == 404
    assert client.post(f"/ops/outbox/{message_id}/again", data={"csrf": "nonce"}).status_code == 404


def test_ops_read_where_a_mail_is_and_not_what_it_says(client: FlaskClient, invited: tuple[Scene, str]) -> None:
    scene, message_id = invited
    sign_in(client, scene.workspace_id, "ops")
    page = client.get(f"/ops/outbox/{message_id}")
    assert (page.status_code, "Your role doesn’t show what the email says." in page.text) == (200, True)
    assert ("<iframe" in page.text, "As plain text" in page.text) == (False, False)
    assert client.get(f"/ops/outbox/{message_id}/body").status_code == 403


def test_sales_people_have_no_business_in_the_outbox(client: FlaskClient, invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    sign_in(client, scene.workspace_id, "seller")

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
    sign_in(client, scene.workspace_id, "owner")
    html = client.get(f"/ops/outbox/{message_id}/body").get_data(as_text=True)
    assert 'src="data:image/jpeg;base64,/9j/' in html
    assert 'srcset="data:image/webp;base64,UklGR' in html
    assert "cid:" not in html


def test_a_mail_without_a_film_has_no_picture(client: FlaskClient, invited: tuple[Scene, str]) -> None:
    scene, message_id = invited
    sign_in(client, scene.workspace_id, "owner")
    html = client.get(f"/ops/outbox/{message_id}/body").get_data(as_text=True)
    assert "data:" not in html
    assert "cid:" not in html


def test_the_staffs_view_of_a_mail_holds_no_live_link_and_each_look_is_written_down(
    client: FlaskClient, database: str
) -> None:
    scene = scene_now()
    links = links_of(scene.gifts[0])
    live = [links.page, links.personal, links.statement, links.privacy, links.unsubscribe, f"{links.page}/recall"]
    # A mail that was drawn under another address of ours, and with an older version of the link.
    live += [link.replace("http://127.0.0.1:8080", "https://gifts.example.com") for link in live]
    live.append(f"http://127.0.0.1:8080/g/{scene.gifts[0].id}/{link_token('gift', scene.gifts[0].id, 0)}")
    html = "".join(f'<a href="{link}">Here</a>' for link in live) + '<a href="https://fjordloom.example/about">Us</a>'
    files = {
        "body": ("text/html", html.encode()),
        "text": ("text/plain", "\n".join(f"Here: {link}." for link in live).encode()),
        "subject": ("text/plain", f"For you {links.page}".encode()),
    }
    put_rendition(scene.gifts[0], "mail", "ef" * 32, files)
    with transaction() as session:
        invite(session, gift_id=scene.gifts[0].id)
        message_id = session.scalars(select(MailMessage.id)).one()
    sign_in(client, scene.workspace_id, "owner")
    seen = client.get(f"/ops/outbox/{message_id}").text + client.get(f"/ops/outbox/{message_id}/body").text

    assert [link for link in live if link in seen] == []
    assert scene.gifts[0].id not in seen
    assert seen.count("/preview") >= 2 * len(live) + 1
    assert "https://fjordloom.example/about" in seen
    assert "This is your view of the email" in seen
    with reading() as session:
        # The page, and the mail in its frame, whose address could be typed alone.
        assert (
            session.scalars(select(AuditEntry.act).where(AuditEntry.subject_id == message_id)).all()
            == ["mail.seen"] * 2
        )


def hand(client: FlaskClient, message_id: str, reason: str) -> TestResponse:
    return client.post(f"/ops/outbox/{message_id}/hand-over", data={"csrf": "nonce", "reason": reason})


def handed(session: Session) -> list[tuple[str | None, object]]:
    rows = session.scalars(select(AuditEntry).where(AuditEntry.act == "link.handed_over")).all()
    return [(row.subject_id, row.body["reason"]) for row in rows]


def test_without_a_mail_server_the_real_link_is_handed_over_one_by_one_with_a_reason(
    client: FlaskClient, invited: tuple[Scene, str]
) -> None:
    scene, message_id = invited
    sign_in(client, scene.workspace_id, "ops")
    link = links_of(scene.gifts[0]).personal

    assert "Hand it over myself" in client.get(f"/ops/outbox/{message_id}").text
    refused = [hand(client, message_id, reason) for reason in ("", "because")]
    assert [(answer.status_code, link in answer.text) for answer in refused] == [(422, False)] * 2
    given = hand(client, message_id, "in_person")
    assert (given.status_code, f'value="{link}"' in given.text) == (200, True)
    assert given.headers["Cache-Control"] == "no-store"
    assert link not in client.get(f"/ops/outbox/{message_id}").text
    assert client.get(link.removeprefix("http://127.0.0.1:8080")).status_code == 303
    with reading() as session:
        assert handed(session) == [(scene.gifts[0].id, "in_person")]
        assert link.split("/")[-2] not in repr([row.body for row in session.scalars(select(AuditEntry))])


@pytest.mark.parametrize("why", ["unsubscribed", "erased", "sent", "mail is on", "seller", "another workspace"])
def test_the_link_is_not_handed_over_where_it_may_not_be(
    client: FlaskClient, invited: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    scene, message_id = invited
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        if why == "unsubscribed":
            person.unsubscribed_at = AT
        if why == "erased":
            person.erased_at = AT
        if why == "sent":
            session.get_one(MailMessage, message_id).state = "sent"
        elsewhere = make_workspace(session, "Other").id
    if why == "mail is on":
        monkeypatch.setenv("HANDPICKED_SMTP_URL", "smtp://127.0.0.1:9")
        settings.cache_clear()
    sign_in(
        client,
        elsewhere if why == "another workspace" else scene.workspace_id,
        "seller" if why == "seller" else "ops",
    )
    answer = hand(client, message_id, "in_person")

    assert answer.status_code == {"seller": 403, "another workspace": 404}.get(why, 409)
    assert links_of(scene.gifts[0]).personal not in answer.text
    with reading() as session:
        assert handed(session) == []


def test_each_mail_says_its_true_state_and_why() -> None:
    at = AT.replace(hour=21)

    def said(state: str, **values: object) -> tuple[str, str, str | None]:
        found = said_of(MailMessage(**({"state": state, "way": "mail"} | values)))
        return found.shape, found.word, found.note

    server = ("need", "Waiting for our mail server", "goes out automatically once the mail server works again")
    assert said("queued") == ("wait", "Waiting", None)
    assert said("queued", wait_code="mail_paused") == server
    assert {said("queued", wait_code=code) for code in WHY} == {server}
    assert said("queued", wait_code="away", wait_until=at) == ("wait", "Waiting", "they are away; we check again")
    assert said("sent", sent_at=at) == ("ok", "Accepted by the mail server", None)
    assert said("unknown")[:2] == ("need", "Outcome unknown")
    assert said("failed", error_code="mail_refused")[:2] == ("stop", "Refused by the mail server")
    assert said("failed", error_code="gave_up") == ("stop", "Not sent", "no server accepted it for three days")
    assert said("suppressed", error_code="expired") == (
        "held",
        "Cancelled",
        "the campaign would have ended by then",
    )
    assert all(said("suppressed", error_code=code)[2] for code in get_args(Never))
    assert all(said("queued", wait_code=code)[2] for code in get_args(Later))


def test_while_no_mail_leaves_ops_reads_one_line_and_may_try_it(
    client: FlaskClient, invited: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, message_id = invited
    tomorrow = (utc_now() + timedelta(days=1)).replace(hour=11)
    monkeypatch.setattr(send, "utc_now", lambda: tomorrow)  # by day, and after the press
    box = Postbox(answers={"MAIL": "550 5.1.8 bad sender"})
    sign_in(client, scene.workspace_id, "ops")
    line = "No emails are going out: The mail server refuses our sender: check HANDPICKED_MAIL_FROM."
    with open_postbox(monkeypatch, box):
        assert "No emails are going out" not in client.get("/ops").text
        do(send_job, "outreach.send", message_id)
        for page in ("/ops", "/ops/outbox", f"/ops/outbox/{message_id}"):
            assert line in client.get(page).text
        assert "Waiting for our mail server" in client.get("/ops/outbox").text

        box.answers = {}
        assert client.post("/ops/outbox/try-again", data={"csrf": "nonce"}).location == "/ops/outbox?state=queued"
        do(send_job, "outreach.send", message_id)
        assert "Accepted by the mail server" in client.get("/ops/outbox").text
        assert "No emails are going out" not in client.get("/ops").text
    assert len(box.mails) == 1


def test_only_ops_may_have_the_server_tried(client: FlaskClient, invited: tuple[Scene, str]) -> None:
    sign_in(client, invited[0].workspace_id, "seller")
    assert client.post("/ops/outbox/try-again", data={"csrf": "nonce"}).status_code == 403
