"""The console's page of films to look at before launch."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from renderers.context import Rendition, Story
from renderers.cues import write_cues
from service.content import produce
from service.content.films.preview import KIND, preview_job
from service.content.models import FilmPreview
from service.db.connect import reading, transaction
from service.jobs.models import Job
from tests.console import Console
from tests.factories import make_campaign, make_user
from tests.service.content.filming import CAPTIONS, CUES, TRANSCRIPT
from tests.service.content.leases import do
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene

pytestmark = pytest.mark.usefixtures("database")
FILM = bytes(range(256)) * 8


@pytest.fixture(autouse=True)
def pencil(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "body": ("video/mp4", FILM),
        "captions": ("text/vtt", CAPTIONS),
        "chapters": ("text/vtt", b"WEBVTT\n"),
        "cues": ("application/json", write_cues(CUES)),
        "transcript": ("text/plain", TRANSCRIPT.encode()),
        "poster": ("image/webp", b"RIFF"),
    }

    def render(_: str, __: Story) -> Rendition:
        return Rendition("video", files, "words")

    monkeypatch.setattr(produce, "render", render)
    monkeypatch.setattr(produce, "signed_files", lambda made, *_: made.files)


def sales(scene: Scene, role: str = "manager") -> Console:
    with transaction() as session:
        return Console(make_user(session, scene.workspace_id, role))


def path(scene: Scene) -> str:
    return f"/campaigns/{scene.campaign.id}/film"


def test_a_film_is_asked_for_by_a_press_and_then_played_with_all_its_parts() -> None:
    scene = scene_now()
    browser = sales(scene)
    assert "Not made yet" in browser.get(path(scene)).text
    answer = browser.post(path(scene), who="jana")
    assert (answer.status_code, answer.location) == (303, f"{path(scene)}?who=jana")
    assert "The film is being made" in browser.get(f"{path(scene)}?who=jana").text
    do(preview_job, KIND, f"{scene.campaign.id}/jana")
    page = browser.get(f"{path(scene)}?who=jana").text
    assert f'<source src="{path(scene)}/jana/film.mp4" type="video/mp4">' in page
    assert "Something chosen for one person." in page
    assert "Prefer something else?" in page
    assert "autoplay" not in page
    with browser.client.get(f"{path(scene)}/jana/film.mp4", headers={"Range": "bytes=10-19"}) as part:
        assert (part.status_code, part.data) == (206, FILM[10:20])
        assert part.headers["Content-Disposition"] == 'inline; filename="film-preview-film.mp4"'
    assert browser.get(f"{path(scene)}/jana/captions.vtt").data == CAPTIONS
    with transaction() as session:
        film = session.scalars(select(FilmPreview)).one()
        film.files = {name: entry for name, entry in film.files.items() if name != "chapters"}
    for not_there in ("cues", "chapters.vtt"):
        assert browser.get(f"{path(scene)}/jana/{not_there}").status_code == 404


def test_one_of_the_campaigns_own_people_can_be_chosen() -> None:
    scene = scene_now(people=2)
    browser = sales(scene)
    gift = scene.gifts[1]
    page = browser.get(f"{path(scene)}?who={gift.id}").text
    assert 'The film for <span lang="cs">Jana Nováková</span>' in page
    assert f'<a href="{path(scene)}?who={gift.id}" aria-current="true">' in page
    browser.post(path(scene), who=gift.id)
    do(preview_job, KIND, f"{scene.campaign.id}/{gift.id}")
    assert browser.get(f"{path(scene)}/{gift.id}/film.mp4").status_code == 200


def test_a_draft_without_people_shows_the_sample_people() -> None:
    with transaction() as session:
        user = make_user(session, scene_now().workspace_id, "manager")
        campaign = make_campaign(session, user.workspace_id)
    page = Console(user).get(f"/campaigns/{campaign.id}/film").text
    assert "Name not known" in page
    assert "Once there is a plan" in page


def test_who_may_only_look_has_no_button_and_cannot_ask() -> None:
    scene = scene_now()
    browser = sales(scene, "ops")
    assert "Make this film" not in browser.get(path(scene)).text
    assert browser.post(path(scene), who="jana").status_code == 403
    with reading() as session:
        assert session.scalars(select(Job).where(Job.kind == KIND)).all() == []


def test_nobody_that_is_not_there_can_be_asked_for() -> None:
    scene = scene_now()
    browser = sales(scene)
    assert browser.get(f"{path(scene)}?who=nobody").status_code == 404
    assert browser.post(path(scene), who="nobody").status_code == 404
    assert browser.get(f"{path(scene)}/nobody/film.mp4").status_code == 404
