from __future__ import annotations

import pytest
from sqlalchemy import select

from renderers.errors import FontMissing, ProofFailed
from service.content import produce
from service.content.models import RenditionRow
from service.content.produce import RenderRefused, newest, produce_job
from service.db.connect import reading, transaction
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.redraw import KINDS, redraw
from service.jobs.fail import dead_letter
from service.jobs.models import Job
from service.storage.in_force import storage
from service.workspaces.announcements.models import Announcement
from tests.factories import AT, make_job, make_rendition
from tests.service.content.leases import do, lease
from tests.service.gifting.scene import Scene, set_scene


@pytest.fixture
def scene(database: str) -> Scene:
    with transaction() as session:
        return set_scene(session)


def put_rows(scene: Scene, *kinds: str, version: int = 1) -> None:
    with transaction() as session:
        for kind in kinds:
            make_rendition(session, scene.gifts[0], kind, content_version=version)


def invitations(scene: Scene) -> int:
    with reading() as session:
        query = select(Job).where(Job.kind == "outreach.invite", Job.subject_id == scene.gifts[0].id)
        return len(session.scalars(query).all())


def test_a_page_is_drawn_stored_and_written_down(scene: Scene) -> None:
    do(produce_job, "content.microsite", scene.gifts[0].id)

    with reading() as session:
        row = session.scalars(select(RenditionRow)).one()
        assert (row.kind, row.content_version, row.gift_id) == ("microsite", 1, scene.gifts[0].id)
        assert "Jana" in storage().read(row.input_hash, "body").decode()
        assert row.files["body"]["bytes"] == len(storage().read(row.input_hash, "body"))
    assert invitations(scene) == 0


def test_what_was_drawn_before_a_crash_is_not_drawn_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    assert produce_job(lease("content.microsite", scene.gifts[0].id)) is not None
    monkeypatch.setattr(produce, "render", lambda *_: pytest.fail("drawn again"))
    do(produce_job, "content.microsite", scene.gifts[0].id)
    do(produce_job, "content.microsite", scene.gifts[0].id)

    with reading() as session:
        assert len(session.scalars(select(RenditionRow)).all()) == 1


def test_an_old_version_is_not_drawn(scene: Scene) -> None:
    with transaction() as session:
        redraw(session, session.get_one(RecipientGift, scene.gifts[0].id))

    assert produce_job(lease("content.microsite", scene.gifts[0].id, version=1)) is None
    assert produce_job(lease("content.microsite", scene.gifts[0].id, version=2)) is not None


def test_the_last_of_the_set_asks_for_the_invitation_once(scene: Scene) -> None:
    put_rows(scene, "statement", "video")
    do(produce_job, "content.microsite", scene.gifts[0].id)
    assert invitations(scene) == 0
    do(produce_job, "content.mail", scene.gifts[0].id)
    do(produce_job, "content.mail", scene.gifts[0].id)

    assert invitations(scene) == 1


def test_a_set_of_two_versions_is_not_complete_but_the_mail_may_be_older(scene: Scene) -> None:
    put_rows(scene, "mail", "statement", "video")
    with transaction() as session:
        redraw(session, session.get_one(RecipientGift, scene.gifts[0].id))
    do(produce_job, "content.microsite", scene.gifts[0].id, version=2)
    assert invitations(scene) == 0
    put_rows(scene, "statement", "video", version=2)
    do(produce_job, "content.microsite", scene.gifts[0].id, version=2)

    assert invitations(scene) == 1


def test_a_missing_font_holds_this_gift_and_says_what_to_install_but_not_the_letters(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise FontMissing("No installed font has the CJK letters 美咲 To install one: apt-get install fonts-noto-cjk")

    monkeypatch.setattr(produce, "render", refuse)
    do(produce_job, "content.video", scene.gifts[0].id)

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        held = session.scalars(select(GiftEvent).where(GiftEvent.kind == "gift.held")).one()
        assert gift.hold_reason == "font_missing"
        assert held.body == {
            "reason": "font_missing",
            "kind": "video",
            "install": "apt-get install fonts-noto-cjk",
        }


def test_a_font_that_came_later_lifts_the_hold(scene: Scene) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[0].id).hold_reason = "font_missing"
    put_rows(scene, *(kind for kind in KINDS["ahead"] if kind != "microsite"))
    do(produce_job, "content.microsite", scene.gifts[0].id)

    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).hold_reason is None


def test_a_rendition_that_would_not_be_right_is_refused_for_good_without_quoting_anybody(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ProofFailed("Jana {{ broken }}", where="hero")

    monkeypatch.setattr(produce, "render", refuse)
    with pytest.raises(RenderRefused) as refusal:
        produce_job(lease("content.microsite", scene.gifts[0].id))

    assert (refusal.value.code, refusal.value.sentence) == (
        "proof_failed",
        "The microsite couldn’t be made (proof_failed, hero).",
    )
    with reading() as session:
        assert newest(session, scene.gifts[0].id, "microsite") is None


def told() -> list[tuple[str, str, dict[str, object]]]:
    with reading() as session:
        rows = session.scalars(select(Announcement).order_by(Announcement.id)).all()
        return [(row.kind, row.subject_id, row.body) for row in rows]


def test_what_was_drawn_is_told_once_in_the_order_of_its_gift(scene: Scene) -> None:
    gift_id = scene.gifts[0].id
    do(produce_job, "content.microsite", gift_id)
    do(produce_job, "content.microsite", gift_id)

    with reading() as session:
        drawn_id = session.scalars(select(RenditionRow.id)).one()
    assert told() == [("rendition.rendered", gift_id, {"id": drawn_id, "gift_id": gift_id, "kind": "microsite"})]


def test_what_could_not_be_drawn_is_told_by_code_alone(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise FontMissing("No installed font has the CJK letters 美咲 To install one: apt-get install fonts-noto-cjk")

    gift_id = scene.gifts[0].id
    monkeypatch.setattr(produce, "render", refuse)
    do(produce_job, "content.video", gift_id)
    with transaction() as session:
        job = make_job(session, "content.microsite", gift_id, version=7)
        dead_letter(session, job.id, job.kind, gift_id, "proof_failed", AT)
    assert told() == [
        ("rendition.render_failed", gift_id, {"gift_id": gift_id, "kind": "video", "code": "font_missing"}),
        ("rendition.render_failed", gift_id, {"gift_id": gift_id, "kind": "microsite", "code": "proof_failed"}),
    ]
