"""A seller writes how somebody's name sounds: kept beside what lists say, told to the person, beaten by their own word."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from renderers.video.sound.narration import voices
from renderers.video.sound.narration.voices import Voice
from service.content.stories.story import staff_story, story_of
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.lock import lock_person
from service.recipients.models import ProfileFact, Recipient
from service.recipients.telling.sound import keep_sound
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import AT, make_user, make_workspace
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("database")
LIKE = "YAH-nah NO-vah-koh-vah"


@pytest.fixture(autouse=True)
def a_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "voice_for", lambda locale: Voice("hibari", locale, "a hum"))


def scene_with(role: str = "manager") -> tuple[Scene, Console, str]:
    with transaction() as session:
        scene = set_scene(session)
        return scene, Console(make_user(session, scene.workspace_id, role)), f"/people/{scene.people[0].id}"


def sounds(scene: Scene) -> tuple[str | None, str | None]:
    """What the film says the name by, and the same as staff see it."""
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        return story_of(session, gift).person.sound, staff_story(session, gift).person.sound


def test_a_seller_says_it_sees_it_and_takes_it_back_with_a_line_in_the_audit_log() -> None:
    scene, console, path = scene_with()
    assert "The voice says “Jana Nováková” by our list of names." in console.get(path).text
    assert console.post(f"{path}/sound", like=f" {LIKE} ").status_code == 303
    page = console.get(path).text
    assert f"The voice says “Jana Nováková” as you wrote it: {LIKE}." in page
    assert "How the name sounds" in page
    assert sounds(scene) == (LIKE, LIKE)
    assert console.post(f"{path}/sound", like=" ").status_code == 303
    assert sounds(scene) == (None, None)
    with reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [(one.act, one.subject_id, one.body) for one in entries] == [
            ("recipient.sound_set", scene.people[0].id, {"is_set": True}),
            ("recipient.sound_set", scene.people[0].id, {"is_set": False}),
        ]
        assert session.get_one(RecipientGift, scene.gifts[0].id).content_version == 3


def test_what_the_person_told_counts_and_the_seller_is_not_told_of_it() -> None:
    scene, console, path = scene_with()
    console.post(f"{path}/sound", like=LIKE)
    with transaction() as session:
        person = lock_person(session, scene.people[0].id)
        keep_sound(session, person, "Jana Nováková", "YA-nah NO-va-ko-va", "asked", AT)
    assert sounds(scene) == ("YA-nah NO-va-ko-va", LIKE)
    page = console.get(path).text
    assert (LIKE in page, "YA-nah" in page) == (True, False)


@pytest.mark.parametrize(
    ("like", "says"),
    [("YAH-nah", "one word for each word of “Jana Nováková”"), ("no peanuts", "mentions what someone eats or avoids")],
)
def test_what_is_no_sound_is_refused_and_nothing_is_kept(like: str, says: str) -> None:
    scene, console, path = scene_with()
    refused = console.post(f"{path}/sound", like=like)
    assert (refused.status_code, says in refused.text) == (422, True)
    assert sounds(scene) == (None, None)


def test_whoever_may_not_change_people_or_does_not_see_them_changes_nothing() -> None:
    scene, _, path = scene_with()
    with transaction() as session:
        looker = Console(make_user(session, scene.workspace_id, "ops"))
        stranger = Console(make_user(session, make_workspace(session).id, "manager"))
    assert looker.post(f"{path}/sound", like=LIKE).status_code == 403
    assert stranger.post(f"{path}/sound", like=LIKE).status_code == 404
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).erased_at = AT
    with reading() as session:
        assert session.scalars(select(ProfileFact).where(ProfileFact.kind == "sound")).all() == []


def test_where_no_voice_reads_their_language_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    _, console, path = scene_with()
    monkeypatch.setattr(voices, "voice_for", lambda _: None)
    assert "In their film" not in console.get(path).text
