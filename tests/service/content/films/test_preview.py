"""Films to look at before launch."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from renderers.complete import require_complete
from renderers.context import Rendition, Story
from renderers.errors import FontMissing, RenderError
from service.campaigns.models import Campaign
from service.content import produce
from service.content.delete_drawn_files import shred_job
from service.content.erase import erase_person
from service.content.films import preview as previewing
from service.content.films.preview import (
    KIND,
    SAMPLES,
    drop_old_previews,
    find_preview,
    is_in_use,
    preview_job,
    request_preview,
)
from service.content.models import FilmPreview
from service.content.produce import RenderRefused
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.jobs.fail import dead_letter
from service.jobs.models import Job
from service.jobs.queue_report import failures, queues
from service.recipients.models import Recipient
from service.storage.in_force import storage
from tests.service.content.leases import do, lease
from tests.service.content.reading import everything, link, scene_now
from tests.service.gifting.scene import Scene

pytestmark = pytest.mark.usefixtures("database")
DRAWN: list[Story] = []


@pytest.fixture(autouse=True)
def pencil(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draws at once and remembers from what; the real film has tests of its own."""
    DRAWN.clear()

    def render(_: str, story: Story) -> Rendition:
        DRAWN.append(story)
        return Rendition("video", {"body": ("video/mp4", b"film")}, "words")

    monkeypatch.setattr(produce, "render", render)
    monkeypatch.setattr(produce, "signed_files", lambda made, *_: made.files)


def state(scene: Scene, who: str) -> str:
    with reading() as session:
        return find_preview(session, scene.campaign, who).state


def ask(scene: Scene, who: str, minutes: int = 0) -> None:
    with transaction() as session:
        request_preview(session, scene.campaign, who, utc_now() + timedelta(minutes=minutes))


def make(scene: Scene, who: str) -> None:
    do(preview_job, KIND, f"{scene.campaign.id}/{who}")


@pytest.mark.parametrize("is_own", [True, False])
def test_a_preview_is_asked_for_made_and_shown(is_own: bool) -> None:
    scene = scene_now()
    who = scene.gifts[0].id if is_own else "jana"
    assert state(scene, who) == "none"
    ask(scene, who)
    assert state(scene, who) == "making"
    make(scene, who)
    assert state(scene, who) == "ready"


@pytest.mark.parametrize("status", sorted(PLANNED))
def test_before_launch_a_persons_own_film_is_told_as_they_will_open_it(status: str) -> None:
    """A planned gift is in no state that a reader knows, and every such film was refused for it."""
    scene = scene_now(launched=False)
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[0].id).status = status
    make(scene, scene.gifts[0].id)
    assert DRAWN[0].state == "open"
    require_complete(DRAWN[0])
    assert state(scene, scene.gifts[0].id) == "ready"


def die(scene: Scene, who: str, code: str, sentence: str) -> None:
    """The ledger declares the preview dead, as it does with every job that cannot be done."""
    with transaction() as session:
        job = session.scalars(
            select(Job).where(Job.subject_id == f"{scene.campaign.id}/{who}").order_by(Job.version.desc())
        ).first()
        assert job is not None
        job.last_error_type, job.last_error = code, sentence
        dead_letter(session, job.id, KIND, job.subject_id, code, utc_now())


OURS = (
    "Something went wrong on our side while we made it. Press “Try again”. If it happens twice, tell ops: the cause "
    "is in the log of the film workers."
)
DRAWN_WRONG = "The preview couldn’t be made (image_refused, gift)."
PICTURE = "The gift’s picture is missing or can’t be read: import it again with the catalogue, or choose another gift."


@pytest.mark.parametrize(
    ("code", "said", "told"),
    [
        ("image_refused", DRAWN_WRONG, f"{DRAWN_WRONG} {PICTURE}"),
        ("worker_lost", "", OURS),
        ("KeyError", "KeyError in merge, copy.py line 9", OURS),
    ],
)
def test_a_preview_that_died_says_so_with_what_to_do_and_is_no_job_for_ops(code: str, said: str, told: str) -> None:
    scene = scene_now()
    ask(scene, "jana")
    die(scene, "jana", code, said)
    with reading() as session:
        found = find_preview(session, scene.campaign, "jana")
        assert (found.state, found.sentence) == ("refused", told)
        assert failures(session) == []
        assert {report.dead for report in queues(session, utc_now(), ("video",))} == {0}


def test_one_that_is_tried_again_says_so() -> None:
    scene = scene_now()
    ask(scene, "jana")
    with transaction() as session:
        session.scalars(select(Job).where(Job.kind == KIND)).one().last_error_type = "KeyError"
    with reading() as session:
        found = find_preview(session, scene.campaign, "jana")
    assert (found.state, found.sentence) == (
        "making",
        "It didn’t work the first time, so we’re trying again.",
    )


def test_after_it_died_it_is_asked_for_anew_also_within_the_minute() -> None:
    scene, at = scene_now(), utc_now()
    for _ in range(2):
        with transaction() as session:
            request_preview(session, scene.campaign, "jana", at)
        assert state(scene, "jana") == "making"
        die(scene, "jana", "worker_lost", "")
    with transaction() as session:
        request_preview(session, scene.campaign, "jana", at)
    make(scene, "jana")
    assert state(scene, "jana") == "ready"


def test_a_second_press_in_the_same_minute_asks_for_nothing_more() -> None:
    scene = scene_now()
    ask(scene, "jana")
    ask(scene, "jana")
    with reading() as session:
        assert len(session.scalars(select(Job).where(Job.kind == KIND)).all()) == 1


def test_looking_ahead_changes_no_gift_and_no_figure() -> None:
    scene = scene_now()
    before = everything()
    ask(scene, scene.gifts[0].id)
    make(scene, scene.gifts[0].id)
    after = everything()
    assert {name for name in after if after[name] != before[name]} == {"job", "film_preview"}
    with reading() as session:
        assert session.scalars(select(Job.campaign_id).where(Job.kind == KIND)).all() == [None]


def test_the_code_in_a_preview_opens_nobodys_page() -> None:
    scene = scene_now()
    make(scene, scene.gifts[0].id)
    told = DRAWN[0].links
    assert {told.page, told.statement, told.privacy, told.unsubscribe} == {"http://127.0.0.1:8080/preview"}
    assert link(scene.gifts[0]) not in repr(DRAWN[0])


def test_a_sample_person_speaks_with_the_campaigns_own_sender_and_words() -> None:
    scene = scene_now()
    make(scene, "jana")
    told = DRAWN[0]
    assert told.person.full_name == "Jana Nováková"
    assert (told.sender.name, told.brand.name) == (scene.campaign.sender["name"], scene.campaign.brand["name"])
    assert told.message == scene.campaign.message["en"]


@pytest.mark.parametrize("who", SAMPLES)
def test_every_sample_has_a_story_in_every_campaign(who: str) -> None:
    assert state(scene_now(), who) == "none"


def test_once_the_story_has_changed_the_old_preview_is_not_shown() -> None:
    scene = scene_now()
    make(scene, "jana")
    scene.campaign.brand = {**scene.campaign.brand, "name": "Another brand"}
    assert state(scene, "jana") == "none"


def test_nobody_elses_gift_can_be_looked_at() -> None:
    scene, other = scene_now(), scene_now()
    for who in (other.gifts[0].id, "nobody"):
        with pytest.raises(NotFound):
            state(scene, who)


def test_a_person_without_a_gift_is_told_so() -> None:
    scene = scene_now()
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[0].id).product_id = None
    with reading() as session:
        told = find_preview(session, scene.campaign, scene.gifts[0].id)
    assert (told.state, told.sentence) == ("refused", "No gift has been chosen for this person yet.")


def test_a_film_that_would_not_be_right_is_refused_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = scene_now()

    def refuse(_: str, __: Story) -> Rendition:
        raise FontMissing("No font has the letters of Jana.", where="film")

    monkeypatch.setattr(produce, "render", refuse)
    with pytest.raises(RenderRefused) as refused:
        make(scene, "jana")
    assert refused.value.sentence == "The preview couldn’t be made (font_missing, film)."
    assert issubclass(FontMissing, RenderError)


def test_previews_are_forgotten_after_a_day_with_their_files() -> None:
    scene, at = scene_now(), utc_now()
    make(scene, "jana")
    with reading() as session:
        key = session.scalars(select(FilmPreview.input_hash)).one()
        assert is_in_use(session, key)
    assert drop_old_previews(at + timedelta(hours=23)) == 0
    assert storage().find(key) is not None
    assert drop_old_previews(at + timedelta(hours=25)) == 1
    assert storage().find(key) is None
    assert state(scene, "jana") == "none"


def test_files_that_another_campaign_shows_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, at = scene_now(), scene_now(), utc_now()
    with transaction() as session:
        ends = session.get_one(Campaign, first.campaign.id).expires_at
        session.get_one(Campaign, second.campaign.id).expires_at = ends
    make(first, "jana")
    monkeypatch.setattr(previewing, "utc_now", lambda: at + timedelta(hours=20))
    make(second, "jana")
    with reading() as session:
        keys = set(session.scalars(select(FilmPreview.input_hash)).all())
    assert len(keys) == 1
    assert drop_old_previews(at + timedelta(hours=25)) == 1
    assert storage().find(keys.pop()) is not None


def test_erasing_a_person_erases_the_preview_of_their_film() -> None:
    scene = scene_now()
    gift = scene.gifts[0]
    make(scene, gift.id)
    with reading() as session:
        key = session.scalars(select(FilmPreview.input_hash)).one()
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, gift.recipient_id), utc_now())
    do(shred_job, "content.shred", gift.id)
    assert storage().find(key) is None
    with reading() as session:
        assert session.scalars(select(FilmPreview)).all() == []


def test_a_preview_finished_after_its_person_was_erased_goes_the_same_way() -> None:
    scene = scene_now()
    gift = scene.gifts[0]
    effect = preview_job(lease(KIND, f"{scene.campaign.id}/{gift.id}", version=7))
    assert effect is not None
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, gift.recipient_id), utc_now())
    do(shred_job, "content.shred", gift.id)
    with transaction() as session:
        effect(session)
    with reading() as session:
        versions = session.scalars(select(Job.version).where(Job.kind == "content.shred")).all()
    assert sorted(versions) == [1, 2]
    do(shred_job, "content.shred", gift.id, version=2)
    with reading() as session:
        assert session.scalars(select(FilmPreview)).all() == []
