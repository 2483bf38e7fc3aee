"""Reading a page in another language: a link only shows it, a press keeps it, and whoever reads one that we lack is told so."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from renderers.context import LanguageNote
from service.content.pages.language import lacking_of, note_of
from service.content.pages.reader import LANGUAGE
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.recipients.models import ProfileFact, Recipient
from tests.line_ends import loose
from tests.service.content.reading import enter, everything, link, nonce_on, press, scene_now

GERMAN = {"Accept-Language": "de-DE,de;q=0.9"}
CZECH = "Tuto stránku právě čtete v češtině. Film, potvrzení a naše e-maily jsou v jiném jazyce:"
LACKING = "We can’t show this page in your language"


def listed(gift: RecipientGift, locale: str) -> None:
    with transaction() as session:
        session.get_one(Recipient, gift.recipient_id).locale = locale


@pytest.mark.parametrize(
    ("person", "asked", "browser", "note"),
    [
        ("en", None, (), None),
        ("cs", None, ("en-US", "en"), None),
        ("de", None, ("cs",), LanguageNote("lacking", "de")),
        ("en", None, ("de-DE", "de"), LanguageNote("lacking", "de-DE")),
        ("en", None, ("de", "ru"), None),
        ("en", None, ("*",), None),
        ("en", "cs", ("de",), LanguageNote("reading", "en")),
        ("de", "cs", (), LanguageNote("reading", "en")),
        ("de", "en", (), None),
        ("cs-CZ", "cs", (), None),
    ],
)
def test_what_a_page_says_of_its_language(
    person: str, asked: str | None, browser: tuple[str, ...], note: LanguageNote | None
) -> None:
    assert note_of(person, asked, browser) == note


def test_nothing_is_lacking_where_one_of_the_browser_s_languages_is_ours() -> None:
    assert [lacking_of(tags) for tags in (("pt-BR", "is"), ("pt-BR",))] == [None, LanguageNote("lacking", "pt-BR")]


def test_a_reader_whose_language_we_lack_is_told_so_by_its_own_name(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    listed(gift, "en")
    assert LACKING not in enter(client, gift)
    by_browser = client.get(f"/gift/{gift.id}", headers=GERMAN).text
    listed(gift, "pt-PT")
    by_list = client.get(f"/gift/{gift.id}/privacy").text

    assert 'your language (<bdi lang="de-DE">Deutsch</bdi>) yet, so it’s in English.' in loose(by_browser)
    assert 'your language (<bdi lang="pt-PT">português (Portugal)</bdi>) yet, so it’s in English.' in loose(by_list)
    assert by_list.count('href="?language=') == 6


def test_a_closed_page_tells_it_too(client: FlaskClient) -> None:
    answer = client.get("/g/gft_never/wrong", headers={"Accept-Language": "tlh"})
    assert f"{LACKING} yet, so it’s in English." in loose(answer.text)
    assert '<html lang="cs"' in client.get("/g/gft_never/wrong?language=cs", headers=GERMAN).text


def test_a_link_shows_every_page_in_another_language_and_changes_nothing(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    listed(gift, "en")
    enter(client, gift)
    before = everything()
    first = client.get(f"/gift/{gift.id}?language=cs")
    later = client.get(f"/gift/{gift.id}/privacy")

    for answer in (first, later):
        assert '<html lang="cs"' in answer.text
        assert f'{CZECH} <bdi lang="en">English</bdi>.' in loose(answer.text)
    assert f"{LANGUAGE}=cs" in first.headers["Set-Cookie"]
    assert f"Path=/gift/{gift.id}" in first.headers["Set-Cookie"]
    assert everything() == before
    assert '<html lang="en"' in client.get(f"/gift/{gift.id}?language=en").text
    assert '<html lang="en"' in client.get(f"/gift/{gift.id}?language=de").text


def test_a_press_keeps_the_language_and_has_everything_made_again(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    listed(gift, "en")
    enter(client, gift)
    page = client.get(f"/gift/{gift.id}?language=cs").text
    answer = client.post(f"/gift/{gift.id}/language", data={"nonce": nonce_on(page), "language": "cs"})

    assert (answer.status_code, answer.location) == (303, f"/gift/{gift.id}?notice=language_kept#done")
    with reading() as session:
        assert session.get_one(Recipient, gift.recipient_id).locale == "cs"
        facts = session.scalars(select(ProfileFact).where(ProfileFact.kind == "language")).all()
        assert [(fact.value, fact.source, fact.withdrawn_at) for fact in facts] == [("cs", "asked", None)]
        drawn = session.scalars(select(Job.kind).where(Job.subject_id == gift.id)).all()
        assert {"content.microsite", "content.statement", "content.video"} <= set(drawn)
    kept = loose(client.get(answer.location).text)
    assert "Uloženo." in kept
    assert CZECH not in kept
    assert "čeština" in client.get(f"/gift/{gift.id}/privacy").text


def test_the_same_press_again_has_nothing_made_again(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    enter(client, gift)
    press(client, gift, "language", language="cs")
    before = everything()
    press(client, gift, "language", language="cs")
    assert everything() == before


@pytest.mark.parametrize("language", ["de", "", "cs-CZ"])
def test_a_language_that_we_lack_is_not_kept(client: FlaskClient, language: str) -> None:
    gift = scene_now().gifts[0]
    enter(client, gift)
    before = everything()
    assert press(client, gift, "language", language=language).location.endswith("notice=answer_invalid#done")
    assert client.post(f"/gift/{gift.id}/language", data={"language": "cs"}).location.endswith("notice=stale#done")
    assert everything() == before


def test_a_link_in_another_language_still_opens_the_gift(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    assert client.get(f"{link(gift)}?language=cs", follow_redirects=True).request.path == f"/gift/{gift.id}"
