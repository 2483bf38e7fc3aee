from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from renderers.render import input_hash
from service.content.pages.reader import COOKIE
from service.content.produce import produce_job
from service.content.stories.story import story_of
from service.content.web.files import FILES
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.transitions import apply
from service.jobs.models import Job
from service.recipients.models import Account, ProfileFact
from service.recipients.postal.addresses import address_of
from tests.factories import AT, make_gift, make_recipient
from tests.service.content.leases import do
from tests.service.content.reading import enter, everything, link, nonce_on, press, scene_now, status
from tests.service.content.shelf import put_rendition
from tests.service.gifting.scene import kinds, stock
from tests.statements import sent

ADDRESS = {"name": "Jana", "street": "Na Příkopě 1", "postcode": "110 00", "city": "Praha"}


def test_a_link_is_exchanged_for_a_cookie_and_a_clean_address(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    answer = client.get(link(gift))

    assert answer.status_code == 303
    assert client.get(answer.location).location == f"/gift/{gift.id}"
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", f"Path=/gift/{gift.id}"))
    assert link(gift).rsplit("/", 1)[1] not in cookie
    assert client.get(link(gift)).status_code == 303


def test_every_answer_is_kept_from_caches_indexes_and_other_sites(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    enter(client, gift)
    for path in (f"/gift/{gift.id}", link(gift), f"/gift/{gift.id}/privacy", "/g/gft_no/no"):
        headers = client.get(path).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert "script-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("token", ["wrong", "x" * 43, "x" * 5000, "é" * 43])
def test_a_wrong_link_shows_a_closed_page_without_a_name(client: FlaskClient, token: str) -> None:
    gift = scene_now().gifts[0]
    answer = client.get(f"/g/{gift.id}/{token}")

    assert (answer.status_code, answer.status_code) == (410, client.get(f"/g/gft_never/{token}").status_code)
    assert "Jana" not in answer.text
    assert "Gift 0" not in answer.text


def test_a_revoked_link_is_closed_and_so_is_its_cookie(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    enter(client, gift)
    with transaction() as session:
        session.get_one(RecipientGift, gift.id).link_version = 2

    assert client.get(link(gift)).status_code == 410
    assert client.get(f"/gift/{gift.id}").status_code == 410
    assert client.post(f"/gift/{gift.id}/accept").status_code == 410


def test_without_the_cookie_a_page_is_closed(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]

    assert client.get(f"/gift/{gift.id}").status_code == 410
    assert client.post(f"/gift/{gift.id}/accept").status_code == 410
    assert client.get(f"/gift/{gift.id}/film.mp4").status_code == 410


def test_a_browser_that_keeps_no_cookie_is_told_so_and_not_that_the_link_is_closed(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    client.get(link(gift))
    client.delete_cookie(COOKIE, path=f"/gift/{gift.id}")
    answers = [client.get(f"/gift/{gift.id}"), client.get("/gift/gft_never")]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert answers[0].data == answers[1].data  # whether there is such a gift is not told
    assert "<h1>Please open it from your email.</h1>" in answers[0].text
    assert "closed" not in answers[0].text


def test_the_closed_page_speaks_the_browsers_language(client: FlaskClient) -> None:
    german, czech = (client.get("/g/a/b", headers={"Accept-Language": tag}).text for tag in ("de", "cs-CZ"))

    assert '<html lang="en"' in german
    assert '<html lang="cs"' in czech


def test_looking_changes_nothing_whoever_looks(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    before = everything()
    for path in (
        link(gift),
        f"{link(gift)}/statement",
        f"/gift/{gift.id}",
        f"/gift/{gift.id}?notice=accepted",
        f"/gift/{gift.id}/privacy",
        f"/gift/{gift.id}/poster.webp",
        f"/gift/{gift.id}/statement",
        f"/gift/{gift.id}/accept",
        f"/gift/{gift.id}/undo",
        link(gift).replace("/g/", "/unsubscribe/"),
    ):
        client.get(path)
        client.head(path)

    assert everything() == before


@pytest.mark.parametrize("nonce", ["", "1.2", "9" * 40, "1795338000.0", "٣.x"])
def test_a_press_without_a_form_of_ours_changes_nothing(client: FlaskClient, nonce: str) -> None:
    gift = scene_now().gifts[0]
    enter(client, gift)
    before = everything()
    answer = client.post(f"/gift/{gift.id}/accept", data={"nonce": nonce})

    assert (answer.status_code, answer.location) == (303, f"/gift/{gift.id}?notice=stale#done")
    assert everything() == before


def test_a_form_of_one_gift_does_not_answer_another(client: FlaskClient) -> None:
    first, second = scene_now(people=2).gifts
    nonce = nonce_on(enter(client, first))
    enter(client, second)
    client.post(f"/gift/{second.id}/accept", data={"nonce": nonce})

    assert status(second) == "created"


def test_yes_then_an_address_then_nothing_more_to_do(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    enter(client, gift)
    answer = press(client, gift, "accept")
    assert answer.location == f"/gift/{gift.id}?notice=accepted#done"
    assert 'name="postcode"' in client.get(answer.location).text

    answer = press(client, gift, "address", **ADDRESS)
    assert answer.location == f"/gift/{gift.id}?notice=address_saved#done"
    with reading() as session:
        kept = address_of(session, gift.id)
        assert kept is not None
        assert (kept.street, kept.country) == ("Na Příkopě 1", "CZ")
        assert kinds(session, gift)[-1] == "gift.address_confirmed"


def test_an_address_with_a_mistake_comes_back_with_what_was_typed(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    enter(client, gift)
    press(client, gift, "accept")
    answer = press(client, gift, "address", **ADDRESS | {"postcode": "1", "city": ""})

    assert answer.status_code == 422
    assert 'value="Na Příkopě 1"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    with reading() as session:
        assert address_of(session, gift.id) is None


def test_others_are_shown_after_a_press_and_one_is_swapped_to(client: FlaskClient) -> None:
    scene = scene_now()
    gift, other = scene.gifts[0], scene.others[0]
    assert f'value="{other.id}"' not in enter(client, gift)
    assert press(client, gift, "show-others").location == f"/gift/{gift.id}/others"
    assert f'value="{other.id}"' in client.get(f"/gift/{gift.id}/others").text

    assert press(client, gift, "swap", product=other.id).location == f"/gift/{gift.id}?notice=swapped#done"
    page = client.get(f"/gift/{gift.id}").text
    assert "Other 0" in page
    with reading() as session:
        assert (stock(session, scene.products[0]), stock(session, other)) == (5, 4)


def test_a_lost_race_is_told_and_changes_nothing(client: FlaskClient) -> None:
    scene = scene_now(other_stock=0)
    gift = scene.gifts[0]
    enter(client, gift)
    answer = press(client, gift, "swap", product=scene.others[0].id)

    assert answer.location == f"/gift/{gift.id}/others?notice=lost_race&gone={scene.others[0].id}#done"
    with reading() as session:
        assert session.get_one(RecipientGift, gift.id).product_id == scene.products[0].id


@pytest.mark.parametrize(
    ("act", "fields", "becomes"),
    [
        ("donate", {"charity": "rivers"}, "donated"),
        ("decline", {"reason": "privacy"}, "declined"),
        ("decline", {"reason": ""}, "declined"),
    ],
)
def test_other_good_answers_and_their_undoing(
    client: FlaskClient, act: str, fields: dict[str, str], becomes: str
) -> None:
    gift = scene_now().gifts[0]
    enter(client, gift)
    assert press(client, gift, act, **fields).location == f"/gift/{gift.id}?notice={becomes}#done"
    assert status(gift) == becomes

    assert press(client, gift, "undo").location == f"/gift/{gift.id}?notice=undone#done"
    assert status(gift) == "opened"


def test_an_answer_that_did_not_come_whole_is_not_recorded(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    enter(client, gift)
    before = everything()

    assert press(client, gift, "donate").location == f"/gift/{gift.id}?notice=answer_invalid#done"
    assert press(client, gift, "answer", question="diet", answer="told", avoid="kryptonite").location.endswith(
        "?notice=answer_invalid#done"
    )
    assert everything() == before


def test_a_person_who_waits_answers_the_diet_question_and_is_decided_for_again(client: FlaskClient) -> None:
    scene = scene_now()
    with transaction() as session:
        petr = make_recipient(session, session.get_one(Account, scene.people[0].account_id), "Petr")
        gift = make_gift(session, scene.campaign, petr, None, hold_reason="dietary_unknown")
    page = enter(client, gift)
    assert 'name="question" value="diet"' in page
    answer = client.post(
        f"/gift/{gift.id}/answer",
        data={
            "nonce": nonce_on(page),
            "question": "diet",
            "answer": "told",
            "avoid": ["nuts", "milk"],
            "follow": "vegan",
        },
    )

    assert answer.location == f"/gift/{gift.id}?notice=arrived#done"
    with reading() as session:
        facts = session.scalars(select(ProfileFact).where(ProfileFact.recipient_id == petr.id)).all()
        assert {(fact.kind, fact.value, fact.source) for fact in facts} == {
            ("diet", "vegan", "asked"),
            ("allergen", "nuts", "asked"),
            ("allergen", "milk", "asked"),
        }
        job = session.scalars(select(Job).where(Job.kind == "gifting.redecide")).one()
        assert (job.subject_id, job.version, job.state) == (gift.id, 1, "pending")
        body = session.scalars(select(GiftEvent.body).where(GiftEvent.gift_id == gift.id)).one()
        assert set(body["fact_ids"]) == {fact.id for fact in facts}


def test_rather_not_say_keeps_nothing_but_the_end_of_the_question(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    enter(client, gift)
    press(client, gift, "answer", question="interest", answer="unsaid")

    with reading() as session:
        assert session.scalars(select(ProfileFact)).all() == []
    assert 'id="ask"' not in client.get(f"/gift/{gift.id}").text


def test_an_open_gift_is_closed_when_its_time_is_over(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    enter(client, gift)
    with transaction() as session:
        apply(session, session.get_one(RecipientGift, gift.id), "expire", utc_now())

    assert client.get(f"/gift/{gift.id}").status_code == 410
    assert client.get(f"/gift/{gift.id}/privacy").status_code == 200


def test_only_the_personal_link_has_its_reader_met_by_name(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    assert "Jana" not in enter(client, gift)
    assert client.get(f"{link(gift)}/for-you").location.startswith(f"/gift/{gift.id}/")
    page = client.get(f"/gift/{gift.id}").text
    assert "Jana" in page
    assert f'action="/gift/{gift.id}/not-me"' in page


def test_not_you_takes_the_name_away_and_writes_nothing(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    client.get(f"{link(gift)}/for-you")
    before = everything()
    assert press(client, gift, "not-me").status_code == 303
    assert everything() == before
    page = client.get(f"/gift/{gift.id}").text
    assert "Jana" not in page
    assert "not-me" not in page


def test_after_not_you_nothing_that_names_the_recipient_is_served_by_its_address(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    parts = {"body": ("video/mp4", b"Jana"), "captions": ("text/vtt", b"Jana"), "chapters": ("text/vtt", b"Jana")}
    parts |= {"spoken": ("audio/mp4", b"Jana")}
    parts |= {"transcript": ("text/plain", b"Jana"), "poster": ("image/webp", b"Jana")}
    put_rendition(gift, "video", "cd" * 32, parts | {"player": ("text/html", b"<p>Jana</p>")})
    put_rendition(gift, "video_square", "ce" * 32, {"body": ("video/mp4", b"Jana")})
    with reading() as session:
        says = input_hash("statement", story_of(session, session.get_one(RecipientGift, gift.id), is_statement=True))
    put_rendition(gift, "statement", says, dict.fromkeys(("body", "archive"), ("application/pdf", b"Jana")))
    client.get(f"{link(gift)}/for-you")
    for name in FILES:
        with client.get(f"/gift/{gift.id}/{name}") as answer:
            # The statement's page is drawn when it is looked at; all else is sent as it was stored.
            said = "Jana" if name == "statement" and "Jana" in answer.text else answer.text
            assert (answer.status_code, said) == (200, "Jana"), name

    press(client, gift, "not-me")

    for name in FILES:
        for answer in (
            client.get(f"/gift/{gift.id}/{name}"),
            client.head(f"/gift/{gift.id}/{name}"),
            client.get(f"/gift/{gift.id}/{name}", headers={"Range": "bytes=0-1"}),
        ):
            assert (answer.status_code, "Jana" in answer.text) == (410, False), name
    page = client.get(f"/gift/{gift.id}").text
    assert "statement-archive.pdf" not in page
    assert "film.mp4" not in page
    client.get(f"{link(gift)}/for-you")
    with client.get(f"/gift/{gift.id}/transcript.txt") as answer:
        assert answer.text == "Jana"


def test_not_you_without_the_form_of_this_page_changes_nothing(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    client.get(f"{link(gift)}/for-you")
    answer = client.post(f"/gift/{gift.id}/not-me", data={"nonce": "1.made-up"})
    assert answer.location.endswith("?notice=stale#done")
    assert "Jana" in client.get(f"/gift/{gift.id}").text


def test_a_usual_look_asks_one_question_of_the_database(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    do(produce_job, "content.microsite", gift.id)
    enter(client, gift)
    with sent() as statements:
        assert client.get(f"/gift/{gift.id}").status_code == 200
    asked = [statement for statement in statements if statement.startswith("SELECT")]
    assert len(asked) == len(statements) == 1, statements


def test_whoever_said_yes_and_got_nothing_is_told_what_became_of_it_and_nobody_is_named(client: FlaskClient) -> None:
    scene = scene_now()
    gift = scene.gifts[0]
    enter(client, gift)
    ends = [
        ({"status": "expired", "decided_at": None}, "This link no longer works."),
        ({"status": "expired", "decided_at": AT}, "This gift has ended."),
        ({"status": "failed", "decided_at": AT}, "This gift didn’t reach you."),
        ({"status": "returned", "decided_at": AT}, "This gift didn’t reach you."),
    ]
    for values, title in ends:
        with transaction() as session:
            session.execute(update(RecipientGift).where(RecipientGift.id == gift.id).values(**values))
        answer = client.get(f"/gift/{gift.id}", headers={"Accept-Language": "en"})
        assert (answer.status_code, f"<h1>{title}</h1>" in answer.text) == (410, True)
        assert not any(word in answer.text for word in ("Jana", "Gift 0", "Fjord"))
    assert title not in client.get(f"/g/{gift.id}/wrong", headers={"Accept-Language": "en"}).text
