"""How somebody wants to be addressed: told in their own words on the page of what we know, used wherever they are named to
themselves, read for food, shown to nobody else, in their copy, and gone when they delete it or are erased."""

from __future__ import annotations

import json

from flask.testing import FlaskClient
from sqlalchemy import select

from renderers.context import Story
from renderers.render import render
from service.content.erase import erase_person
from service.content.preferences.export import export_json, export_of
from service.content.stories.sender_note import merged_message
from service.content.stories.story import sample_story, staff_story, story_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.models import RecipientGift
from service.planning.workspace.person import read_person
from service.recipients.answers import is_in_doubt
from service.recipients.models import ProfileFact, Recipient
from tests.factories import AT, owner_of
from tests.line_ends import loose
from tests.service.content.pages.test_privacy import change, first_press, known
from tests.service.content.reading import everything
from tests.service.gifting.scene import Scene

TITLE = "Dr. Nováková"


def told(client: FlaskClient, words: str) -> Scene:
    """Somebody who wrote it in the line of how we address them."""
    scene, _ = known(client)
    change(client, scene, act="correct", fact="called", value=words)
    return scene


def story(scene: Scene, *, staff: bool = False, is_statement: bool = False) -> Story:
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        return staff_story(session, gift) if staff else story_of(session, gift, is_statement=is_statement)


def line(page: str) -> str:
    """The row of how we address them."""
    return next(row for row in page.replace("</tr>", "<tr>").split("<tr>") if "Jak vás oslovujeme</span>" in row)


def test_the_line_says_how_we_greet_and_that_it_is_our_guess_until_somebody_says_otherwise(client: FlaskClient) -> None:
    scene, _ = known(client)
    page = client.get(f"/gift/{scene.gifts[0].id}/privacy").text
    assert all(words in line(page) for words in ("Jano", "Náš odhad", "Opravit"))
    assert "Smazat" not in line(page)


def test_what_they_write_stands_as_they_wrote_it_in_greeting_wordmark_and_letter_and_behind_the_name_on_paper(
    client: FlaskClient,
) -> None:
    scene = told(client, f"  {TITLE} ")
    page = client.get(f"/gift/{scene.gifts[0].id}/privacy").text
    assert all(words in line(page) for words in (TITLE, "Víme to od vás", "Smazat"))
    person = story(scene).person
    assert (person.called, person.given_name, person.full_name) == (TITLE, "Jana", "Jana Nováková")
    drawn = {
        kind: render(kind, story(scene, is_statement=kind == "statement"))
        for kind in ("microsite", "mail", "statement")
    }
    assert f"{TITLE}, vybrali jsme pro vás dárek." in loose(drawn["microsite"].text)
    assert f'mark-name"><bdi>{TITLE}</bdi>' in drawn["microsite"].body.decode()
    assert f"{TITLE}, vybrali jsme pro vás dárek." in loose(drawn["mail"].text)
    assert f"Jana Nováková ({TITLE})" in loose(drawn["statement"].text)
    assert not any("Jano" in one.text for one in drawn.values())


def test_it_may_be_told_in_every_script_that_we_can_draw(client: FlaskClient) -> None:
    scene = told(client, TITLE)
    for words in ("田中先生", "الدكتورة يانا", "д-р Яна", "डॉ. जाना", "Þórdís prófessor", "박 교수님", "ד’ר ינה"):
        change(client, scene, act="correct", fact="called", value=words)
        assert story(scene).person.called == words


def test_what_is_no_form_of_address_is_refused_and_changes_nothing(client: FlaskClient) -> None:
    scene = told(client, TITLE)
    before = everything()
    for words in ("", "   ", "x" * 81, "{{title}}", "<b>Dr</b>", "null", "12", "😀", "\U00012000\U00012001"):
        assert str(change(client, scene, act="correct", fact="called", value=words)).endswith("notice=invalid#done")
    assert everything() == before


def test_it_is_deleted_by_a_press_and_the_name_stands_there_again(client: FlaskClient) -> None:
    scene = told(client, TITLE)
    assert str(change(client, scene, act="erase", fact="called")).endswith("notice=erased#done")
    assert story(scene).person.called is None
    assert "Náš odhad" in line(client.get(f"/gift/{scene.gifts[0].id}/privacy").text)


def test_it_can_still_be_told_after_a_yes_and_what_was_drawn_is_drawn_again(client: FlaskClient) -> None:
    scene, _ = known(client)
    with transaction() as session:
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), AT)
    with reading() as session:
        before = session.get_one(RecipientGift, scene.gifts[0].id).content_version
    change(client, scene, act="correct", fact="called", value=TITLE)
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).content_version == before + 1


def test_nobody_of_the_sender_reads_it(client: FlaskClient) -> None:
    scene = told(client, TITLE)
    assert "to vidí" not in line(client.get(f"/gift/{scene.gifts[0].id}/privacy").text)
    assert story(scene, staff=True).person.called is None
    with reading() as session:
        shown = read_person(session, owner_of(scene.workspace_id), scene.people[0].id, AT.date())
    assert TITLE not in repr(shown)


def test_words_about_food_beside_the_name_are_asked_about_and_the_name_itself_is_not_read(client: FlaskClient) -> None:
    scene, _ = known(client)
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        person.given_name, person.family_name = "Jana", "Milk"
    change(client, scene, act="correct", fact="called", value="Ms Milk")
    with reading() as session:
        assert not session.scalar(select(is_in_doubt(scene.people[0].id)))

    came = first_press(client, scene, act="correct", fact="called", value="Jana, no peanuts").location
    assert str(came).startswith(f"/gift/{scene.gifts[0].id}/told/")
    with reading() as session:
        assert session.scalar(select(is_in_doubt(scene.people[0].id)))
        heard = session.scalars(select(ProfileFact.value).where(ProfileFact.source == "inferred")).all()
    assert heard == ["peanuts"]


def test_a_japanese_letter_leaves_its_honorific_out_where_they_said_their_own(client: FlaskClient) -> None:
    scene = told(client, "田中先生")
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        whole = story_of(session, gift, locale="ja")
        scene.campaign.message = {"en": "x", "ja": "{greeting_name}様、{given_name|皆様}さんへ"}
        assert merged_message(scene.campaign, whole.person, whole.sender, None) == "田中先生、田中先生へ"
        sample = sample_story(session, scene.campaign, "misaki")
    assert sample.message.startswith(f"{sample.person.full_name}様、")


def test_it_is_in_their_copy_and_an_erasure_leaves_nothing_of_it(client: FlaskClient) -> None:
    scene = told(client, TITLE)
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        copy = json.loads(export_json(export_of(session, gift, utc_now(), "cs"), utc_now()))
    assert copy["person"][0]["called"] == TITLE
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, scene.people[0].id), utc_now())
    with reading() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        assert (person.called, person.called_at) == (None, None)
