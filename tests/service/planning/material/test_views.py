"""The page of a campaign's own material: brought, composed by the worker that films, shown to every person, taken away."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from renderers.runtime import bounded
from service.app.wiring import KINDS
from service.content.material import compose
from service.content.material.compose import KIND, compose_job
from service.content.material.models import CampaignMaterial
from service.content.material.told import is_awaited, material_of
from service.content.stories.story import story_of
from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.storage.in_force import storage
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import make_user
from tests.renderers.video.material.sources import clip, logo, recording
from tests.service.content.leases import do
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene

pytestmark = pytest.mark.usefixtures("database")
RIGHTS = {"rights": "yes"}


def draft() -> Scene:
    scene = scene_now()
    with transaction() as session:
        session.merge(scene.campaign).status = "planned"
    return scene


def sales(scene: Scene, role: str = "manager") -> Console:
    with transaction() as session:
        return Console(make_user(session, scene.workspace_id, role))


def path(scene: Scene) -> str:
    return f"/campaigns/{scene.campaign.id}/material"


def file(path: Path, name: str | None = None) -> tuple[io.BytesIO, str]:
    return io.BytesIO(path.read_bytes()), name or path.name


def press(browser: Console, scene: Scene, **fields: Any) -> TestResponse:
    return browser.post(path(scene), **fields)


def row(scene: Scene) -> CampaignMaterial:
    with reading() as session:
        return session.get_one(CampaignMaterial, scene.campaign.id)


def acts(scene: Scene) -> list[str]:
    with reading() as session:
        told = select(AuditEntry.act).where(AuditEntry.workspace_id == scene.workspace_id).order_by(AuditEntry.id)
        return [act for act in session.scalars(told) if act.startswith("campaign.m") or "rights" in act]


def made(_act: str, _given: bytes, _limits: bounded.Limits) -> bytes:
    """What the child would compose, without a child."""
    import pickle

    scenes = {"wide_en": b"scene", "square_en": b"scene"}
    return pickle.dumps({"frames": 36, "scenes": scenes, "sound": b"\1" * 8, "still": b"still", "film": b"film" * 99})


def test_a_clip_is_saved_composed_shown_and_told_in_every_story(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = draft()
    browser = sales(scene)
    answer = press(
        browser, scene, clip=file(clip(tmp_path / "a.mp4")), caption_en="Wrapped in Bergen.", paper="sage", **RIGHTS
    )
    assert (answer.status_code, answer.location) == (303, path(scene))
    saved = row(scene)
    assert (saved.revision, saved.clip_from, saved.clip_to, saved.paper) == (1, 0.0, 1.2, "sage")
    assert saved.clip == {"seconds": 1.2, "width": 320, "height": 240, "has_sound": True}
    assert acts(scene) == ["campaign.material_saved", "campaign.rights_confirmed"]
    page = browser.get(path(scene)).text
    assert "1 s, 320 × 240, with sound" in page
    assert "Being made" in page
    with reading() as session:
        assert is_awaited(session, scene.campaign.id)
        assert story_of(session, session.merge(scene.gifts[0])).material is not None
    monkeypatch.setattr(compose, "draw_bounded", made)
    do(compose_job, KIND, scene.campaign.id, 1)
    page = browser.get(path(scene)).text
    assert f'<source src="{path(scene)}/film.mp4" type="video/mp4">' in page
    assert "1.2 seconds. Made once, used in every film." in page
    assert browser.get(f"{path(scene)}/film.mp4").data == b"film" * 99
    assert browser.get(f"{path(scene)}/still.webp").data == b"still"
    assert browser.get(f"{path(scene)}/captions.vtt").text == (
        "WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.200\nWrapped in Bergen.\n"
    )
    with reading() as session:
        assert not is_awaited(session, scene.campaign.id)
        told = material_of(session, scene.campaign.id, "ja")
    assert told is not None and told.opening is not None
    assert (told.paper, told.opening.frames, told.opening.locale, told.opening.caption) == (
        "sage", 36, "en", "Wrapped in Bergen.",
    )  # fmt: skip


def test_nothing_is_used_without_a_word_that_it_may_be(tmp_path: Path) -> None:
    scene = draft()
    answer = press(sales(scene), scene, clip=file(clip(tmp_path / "a.mp4")))
    assert answer.status_code == 422
    assert "Confirm that you may use this material; without that we don’t." in answer.text
    with reading() as session:
        assert session.get(CampaignMaterial, scene.campaign.id) is None
        assert session.scalar(select(Job.id).where(Job.kind == KIND)) is None
    assert acts(scene) == []


@pytest.mark.parametrize(
    ("name", "make", "sentence"),
    [
        ("clip", lambda folder: logo(folder / "a.png"), "This is a picture (a PNG), not a film."),
        ("voice", lambda folder: recording(folder / "a.wav", loudness=4.0), "crackles"),
        ("logo", lambda folder: recording(folder / "a.wav"), "This is a sound or a film, not a picture."),
    ],
)
def test_a_file_that_cannot_be_used_is_told_beside_its_field(
    tmp_path: Path, name: str, make: Any, sentence: str
) -> None:
    scene = draft()
    answer = press(sales(scene), scene, **{name: file(make(tmp_path))}, said_en="Hello.", **RIGHTS)
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    with reading() as session:
        assert session.get(CampaignMaterial, scene.campaign.id) is None


def test_a_long_clip_is_cut_to_its_first_ten_seconds_until_another_part_is_chosen(tmp_path: Path) -> None:
    scene = draft()
    browser = sales(scene)
    press(browser, scene, clip=file(clip(tmp_path / "a.mp4", seconds=14, rate=5, sound=None)), **RIGHTS)
    assert (row(scene).clip_from, row(scene).clip_to) == (0.0, 10.0)
    assert "choose below which part is used" in browser.get(path(scene)).text
    assert press(browser, scene, clip_from="2", clip_to="13.5", **RIGHTS).status_code == 422
    assert press(browser, scene, clip_from="3", clip_to="12,5", **RIGHTS).status_code == 303
    assert (row(scene).clip_from, row(scene).clip_to, row(scene).revision) == (3.0, 12.5, 2)
    assert press(browser, scene, clip_from="3", clip_to="12.5", **RIGHTS).status_code == 303
    assert row(scene).revision == 2, "the same again changes nothing"


def test_words_are_read_for_diets_and_have_to_be_readable_in_time(tmp_path: Path) -> None:
    scene = draft()
    browser = sales(scene)
    answer = press(browser, scene, caption_en="All of it is gluten-free.")
    assert answer.status_code == 422
    assert "mentions what people eat or avoid" in answer.text
    long = "We wrapped every single one of these at our own long table in Bergen, thinking of you."[:80]
    answer = press(browser, scene, clip=file(clip(tmp_path / "a.mp4")), caption_en=long, **RIGHTS)
    assert "In English these words take 4 seconds to read, and the opening lasts 1. Shorten them." in answer.text
    answer = press(browser, scene, voice=file(recording(tmp_path / "a.wav")), **RIGHTS)
    assert "Write down what you say in the voice note, word for word" in answer.text


def test_what_cannot_be_composed_is_told_and_films_go_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from renderers.errors import TooLarge

    scene = draft()
    browser = sales(scene)
    press(browser, scene, clip=file(clip(tmp_path / "a.mp4")), **RIGHTS)

    def refuse(*_: object) -> bytes:
        raise TooLarge("It needed more than it may have.")

    monkeypatch.setattr(compose, "draw_bounded", refuse)
    do(compose_job, KIND, scene.campaign.id, 1)
    assert "It needed more than it may have. Films go without it until then." in browser.get(path(scene)).text
    with reading() as session:
        assert not is_awaited(session, scene.campaign.id)
        told = material_of(session, scene.campaign.id, "en")
    assert told is not None and told.opening is None


def test_a_job_of_material_that_changed_since_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = draft()
    browser = sales(scene)
    press(browser, scene, clip=file(clip(tmp_path / "a.mp4")), **RIGHTS)
    press(browser, scene, caption_en="Other words.", **RIGHTS)
    monkeypatch.setattr(compose, "draw_bounded", made)
    do(compose_job, KIND, scene.campaign.id, 1)
    assert row(scene).composed_key is None
    do(compose_job, KIND, scene.campaign.id, 2)
    assert row(scene).is_composed


def test_another_accent_has_the_opening_composed_again_and_a_campaign_without_one_asks_for_nothing(
    tmp_path: Path,
) -> None:
    scene = draft()
    press(sales(scene), scene, clip=file(clip(tmp_path / "a.mp4")), **RIGHTS)
    with transaction() as session:
        compose.compose_anew(session, session.merge(scene.campaign))
    with reading() as session:
        jobs = select(Job.version).where(Job.kind == KIND, Job.subject_id == scene.campaign.id).order_by(Job.version)
        assert session.scalars(jobs).all() == [1, 2]
    assert row(scene).revision == 2
    other = draft()
    with transaction() as session:
        compose.compose_anew(session, session.merge(other.campaign))
        assert session.get(CampaignMaterial, other.campaign.id) is None


def test_it_is_taken_away_and_can_be_brought_again(tmp_path: Path) -> None:
    scene = draft()
    browser = sales(scene)
    press(browser, scene, clip=file(clip(tmp_path / "a.mp4")), logo=file(logo(tmp_path / "a.png")), **RIGHTS)
    kept = row(scene)
    assert storage().find(str(kept.logo_key)) is not None
    assert browser.get(f"{path(scene)}/logo.webp").status_code == 200
    assert browser.post(f"{path(scene)}/remove").status_code == 303
    with reading() as session:
        assert session.get(CampaignMaterial, scene.campaign.id) is None
    press(browser, scene, clip=file(clip(tmp_path / "a.mp4")), **RIGHTS)
    # No number of before: the ledger takes each wish once.
    assert row(scene).revision == 2
    assert acts(scene)[2] == "campaign.material_removed"


def test_material_changes_only_where_the_message_may(tmp_path: Path) -> None:
    scene = draft()
    browser = sales(scene)
    press(browser, scene, clip=file(clip(tmp_path / "a.mp4")), **RIGHTS)
    with transaction() as session:
        session.merge(scene.campaign).status = "running"
    assert press(browser, scene, paper="blush", **RIGHTS).status_code == 409
    assert browser.post(f"{path(scene)}/remove").status_code == 409
    assert row(scene).paper is None
    assert "can be looked at but not changed" in browser.get(path(scene)).text


def test_another_workspace_sees_nothing_of_it(tmp_path: Path) -> None:
    scene = draft()
    press(sales(scene), scene, clip=file(clip(tmp_path / "a.mp4")), **RIGHTS)
    stranger = sales(scene_now())
    for file_name in ("", "/still.webp", "/logo.webp"):
        assert stranger.get(f"{path(scene)}{file_name}").status_code == 404


def test_the_worker_that_films_composes() -> None:
    kind = next(kind for kind in KINDS if kind.name == KIND)
    assert kind.queue == "video"
