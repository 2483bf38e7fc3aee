"""Erasing while somebody draws, answers, uploads and mails, on SQLite and PostgreSQL; beside it the same with a guard off."""

from __future__ import annotations

import os
from datetime import timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.config import settings
from service.content import produce
from service.content.delete_drawn_files import shred_job
from service.content.erase import erase_person
from service.content.produce import produce_job
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import LinkClosed
from service.gifting import address
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.incidents import settle_piece
from service.gifting.models import Incident, RecipientGift
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from service.ops.audit.database import audit_database
from service.ops.lost_files import LEFT_ALONE, remove_lost_files
from service.planning.people.models import PendingUpload
from service.recipients.models import DeliveryAddress, Recipient
from service.storage.in_force import storage
from service.workspaces.actor import system
from tests.erasures import Crowd, follow_up, gather, left_of, quick_work, race
from tests.factories import make_campaign
from tests.service.content.leases import do, lease
from tests.service.content.reading import scene_now
from tests.service.content.shelf import put_rendition
from tests.service.gifting.scene import Scene, money, stock
from tests.service.gifting.stopping import ADDRESS, bring_to
from tests.uploads import keep_checked

PEOPLE = 4


def erase(scene: Scene, number: int = 0) -> None:
    with transaction() as session:
        assert erase_person(session, session.get_one(Recipient, scene.people[number].id), utc_now())


def test_of_people_erased_while_everything_goes_on_nothing_is_left(
    any_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    crowd = gather(PEOPLE)
    race(crowd, threads=4)
    follow_up()

    assert (left_of(crowd), crowd.late) == ([], [])
    assert not [needle for needle in crowd.needles if needle in caplog.text.casefold()]
    with reading() as session:
        people = session.scalars(select(Recipient)).all()
        assert len({person.email_hash for person in people if person.erased_at is not None}) == PEOPLE


def test_the_search_finds_what_is_there(database: str) -> None:
    crowd = gather(2)

    assert {line.partition(":")[0] for line in left_of(crowd)} >= {"recipient"}


def second_drawing(crowd: Crowd) -> list[str]:
    """Two drawings are in flight when their person is erased; the first ends and is shredded before the second ends."""
    with quick_work(crowd):
        gift_id = crowd.scene.gifts[1].id
        first, second = (produce_job(lease(f"content.{kind}", gift_id)) for kind in ("microsite", "statement"))
        erase(crowd.scene, 1)
        for effect in (first, second):
            assert effect is not None
            with transaction() as session:
                effect(session)
            with reading() as session:
                versions = session.scalars(
                    select(Job.version).where(Job.kind == "content.shred", Job.state == "pending")
                ).all()
            for version in versions:
                do(shred_job, "content.shred", gift_id, version)
            with transaction() as session:
                for job in session.scalars(select(Job).where(Job.kind == "content.shred")):
                    job.state = "done"
    return [path.name for path in settings().renditions_dir.rglob("*") if path.is_file()]


def test_the_files_of_a_second_drawing_in_flight_go_too(any_database: str) -> None:
    assert second_drawing(gather(2)) == []


def test_without_a_key_of_its_own_the_second_shredding_is_taken_for_the_first(any_database: str) -> None:
    def by_version(session: Session, gift: RecipientGift) -> None:
        enqueue(session, "content.shred", gift.id, version=gift.content_version + 1, workspace_id=gift.workspace_id)

    with patch.object(produce, "ask_to_shred", by_version):
        assert second_drawing(gather(2)) != []


def address_after_erasure(scene: Scene, *, guarded: bool) -> list[str | None]:
    """Somebody's form was read before they were erased and is written afterwards."""
    with transaction() as session:
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), utc_now())
    with reading() as session:
        seen = session.get_one(RecipientGift, scene.gifts[0].id), session.get_one(Recipient, scene.people[0].id)
    erase(scene)
    with transaction() as session:
        gift, _ = (session.merge(row, load=False) for row in seen)
        if guarded:
            with pytest.raises(LinkClosed):
                give_address(session, gift, ADDRESS, utc_now())
        else:
            with patch.object(address, "lock_gift"):
                give_address(session, gift, ADDRESS, utc_now())
    with reading() as session:
        return list(session.scalars(select(DeliveryAddress.body)))


def test_an_address_that_comes_while_its_person_is_erased_is_not_kept(any_database: str) -> None:
    assert address_after_erasure(scene_now(), guarded=True) == []


def test_without_the_persons_lock_the_address_writes_them_back(any_database: str) -> None:
    (body,) = address_after_erasure(scene_now(), guarded=False)

    assert body is not None
    assert ADDRESS["street"] in body


def test_of_somebody_erased_whose_gift_was_ordered_ops_is_asked_for_the_piece_by_ids_alone(database: str) -> None:
    scene = bring_to("ordered")
    erase(scene)

    with transaction() as session:
        gift, incident = session.get_one(RecipientGift, scene.gifts[0].id), session.scalars(select(Incident)).one()
        assert (gift.status, incident.kind, incident.piece) == ("failed", "failed", "open")
        assert (money(session, scene.campaign), stock(session, scene.products[0])) == ((0, 4400), 4)
        settle_piece(session, incident, "shelf", system(scene.workspace_id), utc_now())
        assert (money(session, scene.campaign), stock(session, scene.products[0])) == ((0, 0), 5)
    assert audit_database() == []


def test_files_that_no_row_names_are_removed_once_no_job_can_still_name_them(database: str) -> None:
    scene = scene_now()
    named, lost, found_again = ("ab" * 32, "cd" * 32, "ef" * 32)
    put_rendition(scene.gifts[0], "video", named, {"body": ("video/mp4", b"film")})
    for key in (lost, found_again):
        storage().put(key, {"body": ("text/plain", b"Jana")}, 0.1)
    half = settings().renditions_dir / lost[:2] / f".{lost}.body.12ab34cd"
    half.write_bytes(b"Ja")
    long_ago = (utc_now() - LEFT_ALONE - timedelta(minutes=1)).timestamp()
    for path in settings().renditions_dir.rglob("*.*"):
        os.utime(path, (long_ago, long_ago))

    assert storage().find(found_again) is not None
    assert remove_lost_files(utc_now()) == 2
    assert (storage().find(named) is None, storage().find(lost), storage().find(found_again) is None) == (
        False,
        None,
        False,
    )
    assert not half.exists()


def test_an_upload_that_waits_and_names_the_person_goes_with_them(database: str) -> None:
    crowd = gather(2)
    others = b"Company,Work email,Country\nC,nobody@example.com,CZ\n"
    with transaction() as session:
        elsewhere = make_campaign(session, crowd.scene.workspace_id).id
    other = keep_checked(crowd.scene.workspace_id, elsewhere, others, "others.csv")
    erase(crowd.scene)
    follow_up()

    with reading() as session:
        assert session.scalars(select(PendingUpload.id).where(PendingUpload.state != "ended")).all() == [other]
