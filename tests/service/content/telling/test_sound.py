"""How somebody's name is said: told on the page of what we know, spoken in their film, shown to nobody else, in their copy, and
gone when they delete it or are erased."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from renderers.context import Story
from renderers.render import input_hash
from renderers.video.draw import told_of
from renderers.video.sound.narration import voices
from renderers.video.sound.narration.voices import Voice
from service.content.erase import erase_person
from service.content.preferences.export import export_json, export_of
from service.content.stories.story import staff_story, story_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.recipients.answers import is_in_doubt
from service.recipients.models import ProfileFact, Recipient
from tests.service.content.pages.test_privacy import change, known
from tests.service.content.reading import everything
from tests.service.gifting.scene import Scene

LIKE = "YAH-nah NO-vah-koh-vah"


@pytest.fixture(autouse=True)
def a_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every language is read by the voice that is told how names sound."""
    monkeypatch.setattr(voices, "voice_for", lambda locale: Voice("hibari", locale, "a hum"))


def told(client: FlaskClient, words: str = LIKE) -> Scene:
    scene, _ = known(client)
    assert str(change(client, scene, act="correct", fact="sound", value=words)).endswith("notice=corrected#done")
    return scene


def story(scene: Scene, *, staff: bool = False) -> Story:
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        return staff_story(session, gift) if staff else story_of(session, gift)


def line(client: FlaskClient, scene: Scene) -> str:
    """The row of how the name is said; empty where there is none."""
    page = client.get(f"/gift/{scene.gifts[0].id}/privacy").text
    rows = page.replace("</tr>", "<tr>").split("<tr>")
    return next((row for row in rows if "Jak se vyslovuje vaše jméno</span>" in row), "")


def sound_id(scene: Scene) -> str:
    with reading() as session:
        kept = select(ProfileFact.id).where(ProfileFact.kind == "sound", ProfileFact.withdrawn_at.is_(None))
        return session.scalars(kept.where(ProfileFact.recipient_id == scene.people[0].id)).one()


def test_the_line_says_how_the_voice_says_the_name_and_stands_only_where_one_would(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, _ = known(client)
    assert all(words in line(client, scene) for words in ("Podle našeho seznamu jmen", "Náš odhad", "YEE-zhee"))
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).family_name = "Xquallová"
    assert "Výslovnost neznáme" in line(client, scene)
    monkeypatch.setattr(voices, "voice_for", lambda _: None)
    assert line(client, scene) == ""


def test_what_they_tell_is_said_in_their_film_which_is_made_anew_and_no_other_person_reads_it(
    client: FlaskClient,
) -> None:
    scene, _ = known(client)
    before = story(scene)
    change(client, scene, act="correct", fact="sound", value=f"  {LIKE} ")
    after = story(scene)
    assert (before.person.sound, after.person.sound) == (None, LIKE)
    assert input_hash("video", before) != input_hash("video", after)
    assert told_of(after.person)["Jana Nováková"] == "jˈɑnə nˈOvɑkOvə"
    assert story(scene, staff=True).person.sound is None
    assert all(words in line(client, scene) for words in (LIKE, "Víme to od vás", "Smazat"))
    assert "to vidí" not in line(client, scene)
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).content_version > 1


def test_a_name_that_is_another_by_now_is_not_said_by_the_old_sound(client: FlaskClient) -> None:
    scene = told(client)
    change(client, scene, act="correct", fact="name", value="Jana Dvořáková")
    assert story(scene).person.sound is None
    change(client, scene, act="correct", fact=sound_id(scene), value="YAH-nah DVOR-zhah-koh-vah")
    assert story(scene).person.sound == "YAH-nah DVOR-zhah-koh-vah"


@pytest.mark.parametrize("words", ["", "YAH-nah", "Jana Nováková", "12 34", "b-b c-c", "Yah " * 40])
def test_what_is_no_sound_is_refused_with_a_sentence_and_changes_nothing(client: FlaskClient, words: str) -> None:
    scene, _ = known(client)
    before = everything()
    assert str(change(client, scene, act="correct", fact="sound", value=words)).endswith("notice=sound#done")
    assert everything() == before
    page = client.get(f"/gift/{scene.gifts[0].id}/privacy?notice=sound").text
    assert "Takto zapsanou výslovnost neumíme přečíst" in page


def test_it_is_deleted_by_a_press_and_the_table_speaks_again(client: FlaskClient) -> None:
    scene = told(client)
    assert str(change(client, scene, act="erase", fact=sound_id(scene))).endswith("notice=erased#done")
    assert story(scene).person.sound is None
    assert "Podle našeho seznamu jmen" in line(client, scene)


def test_words_about_food_are_asked_about_and_a_syllable_is_no_word(client: FlaskClient) -> None:
    scene = told(client, "MILK-oh NUT-oh")
    with reading() as session:
        assert not session.scalar(select(is_in_doubt(scene.people[0].id)))
    change(client, scene, act="correct", fact=sound_id(scene), value="no peanuts")
    with reading() as session:
        assert session.scalar(select(is_in_doubt(scene.people[0].id)))
        assert "gifting.redecide" in session.scalars(select(Job.kind)).all()


def test_it_is_in_their_copy_and_an_erasure_leaves_nothing_of_it(client: FlaskClient) -> None:
    scene = told(client)
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        copy = json.loads(export_json(export_of(session, gift, utc_now(), "cs"), utc_now()))
    assert [one["value"] for one in copy["facts"] if one["kind"] == "sound"] == [f"Jana Nováková={LIKE}"]
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, scene.people[0].id), utc_now())
    with reading() as session:
        assert session.scalars(select(ProfileFact.id)).all() == []
