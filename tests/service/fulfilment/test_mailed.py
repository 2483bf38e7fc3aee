"""A gift that comes by email: a yes needs no address, its code is typed in place of packing, and only its person sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, Unsafe
from service.fulfilment.mailed import mail_code
from service.fulfilment.packing import pack
from service.fulfilment.pick_list import pick_list
from service.fulfilment.statuses.read_statuses import StatusLine
from service.fulfilment.statuses.record_statuses import record_statuses
from service.gifting.accept import accept_gift
from service.gifting.address import give_address, may_change
from service.gifting.fulfil import mark_shipped
from service.gifting.live import live_gift
from service.gifting.models import RecipientGift
from service.gifting.pass_on import may_pass_on
from service.gifting.quiet import Wanted, set_quiet
from service.gifting.settle import settle_decided
from service.jobs.models import Job
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage
from service.outreach.occasions.on_its_way import tell_on_its_way
from service.recipients.erase import erase_values
from service.recipients.models import Recipient
from service.recipients.postal.carriers import Carriage
from service.recipients.postal.mailed import KEPT, forget_codes, mailed_of, read_code
from service.recipients.postal.models import MailedCode
from service.workspaces.actor import Actor, system
from service.workspaces.models import AuditEntry
from tests.console import Console, console_app
from tests.factories import AT, make_user
from tests.service.content.reading import link, scene_now
from tests.service.gifting.scene import Scene, set_scene
from tests.service.gifting.stopping import ADDRESS, OVER

pytestmark = pytest.mark.usefixtures("database")
CODE = "KURS-7Q2M-11"


def by_email(session: Session) -> Scene:
    scene = set_scene(session, 1, 1)
    session.get_one(Product, scene.products[0].id).delivered = "email"
    session.flush()
    return scene


def ordered() -> Scene:
    with transaction() as session:
        scene = by_email(session)
        accept_gift(session, scene.gifts[0], AT)
    assert settle_decided(OVER) == 1
    return scene


def gift_in(session: Session, scene: Scene) -> RecipientGift:
    return session.get_one(RecipientGift, scene.gifts[0].id)


def ops(scene: Scene) -> Actor:
    return system(scene.workspace_id)


def mail(scene: Scene, typed: str = CODE) -> None:
    with transaction() as session:
        mail_code(session, gift_in(session, scene), typed, ops(scene), OVER)


def test_a_yes_asks_for_no_address_and_is_ordered_without_one() -> None:
    with transaction() as session:
        scene = by_email(session)
        accept_gift(session, scene.gifts[0], AT)
        assert not live_gift(session, scene.gifts[0], AT).address_wanted
        assert not may_change(session, scene.gifts[0])
        with pytest.raises(Conflict):
            give_address(session, scene.gifts[0], ADDRESS, AT)
    assert settle_decided(OVER) == 1
    with reading() as session:
        assert (gift_in(session, scene).status, gift_in(session, scene).hold_reason) == ("ordered", None)
        (row,) = pick_list(session, scene.workspace_id, OVER).page.items
        assert (row.is_mailed, row.address) == (True, None)


def test_control_a_parcel_waits_for_its_address() -> None:
    with transaction() as session:
        scene = set_scene(session, 1, 1)
        accept_gift(session, scene.gifts[0], AT)
        assert live_gift(session, scene.gifts[0], AT).address_wanted
    assert settle_decided(OVER) == 0
    with reading() as session:
        assert gift_in(session, scene).hold_reason == "address_unconfirmed"


def test_its_code_is_kept_encrypted_and_it_has_arrived_at_once() -> None:
    scene = ordered()
    mail(scene, f"  {CODE} ")
    with transaction() as session:
        assert gift_in(session, scene).status == "delivered"
        found = mailed_of(session, scene.gifts[0].id, OVER)
        assert found is not None
        assert (found.code, found.link, found.until) == (CODE, None, OVER + KEPT)
        stored = session.execute(text("SELECT body FROM mailed_code")).scalar_one()
        assert CODE.encode() not in bytes(stored)
        log = session.scalars(select(AuditEntry).where(AuditEntry.act == "gift.code_mailed")).one()
        assert CODE not in str(log.body)
        assert [job.subject_id for job in session.scalars(select(Job).where(Job.kind == "outreach.on_its_way"))] == [
            scene.gifts[0].id
        ]


def test_it_is_neither_packed_nor_handed_over_as_a_parcel_nor_a_parcel_mailed() -> None:
    scene = ordered()
    for act in (
        lambda s: pack(s, gift_in(s, scene), "", ops(scene), OVER),
        lambda s: mark_shipped(s, gift_in(s, scene), ops(scene), OVER),
    ):
        with pytest.raises(Conflict, match="comes by email"), transaction() as session:
            act(session)
    with transaction() as session:
        session.get_one(Product, scene.products[0].id).delivered = "included"
    with pytest.raises(Conflict, match="goes as a parcel"), transaction() as session:
        mail_code(session, gift_in(session, scene), CODE, ops(scene), OVER)
    with reading() as session:
        assert gift_in(session, scene).status == "ordered"
        assert session.scalars(select(MailedCode)).all() == []


def test_all_that_is_asked_of_a_parcel_is_asked_of_it() -> None:
    scene = ordered()
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        quiet = Wanted("tender", "their call", OVER, OVER + timedelta(days=9))
        set_quiet(session, person, quiet, "person", ops(scene), OVER)
    with pytest.raises(Conflict, match="nothing goes to this person"):
        mail(scene)
    with transaction() as session:
        session.execute(text("DELETE FROM quiet_rule"))
        session.get_one(Product, scene.products[0].id).recalled_at = OVER
    with pytest.raises(Unsafe):
        mail(scene)
    with reading() as session:
        assert session.scalars(select(MailedCode)).all() == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("  ", "first"),
        ("x" * 301, "300"),
        ("http://courses.example/7", "https"),
        ("https://courses.example/7 and more", "no spaces"),
        ("javascript://x", "https"),
        ("A\u202eB", "signs"),
    ],
)
def test_what_is_no_code_is_refused_with_a_reason(typed: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        read_code(typed)
    assert read_code("https://courses.example/7?k=a") == "https://courses.example/7?k=a"


def test_the_mail_holds_it_once_it_has_arrived_and_staff_read_the_mail_without_it() -> None:
    scene = ordered()
    mail(scene)
    with transaction() as session:
        tell_on_its_way(scene.gifts[0].id, session)
        message = session.scalars(select(MailMessage).where(MailMessage.kind == "delivery_news")).one()
        assert message.state != "canceled"
        drawn = letter_of(session, message)
        seen = letter_of(session, message, for_staff=True)
    assert CODE in drawn.text
    assert CODE in drawn.html
    assert CODE not in seen.text + seen.html


def test_only_its_person_is_shown_it_on_their_page() -> None:
    scene = scene_now(people=1)
    with transaction() as session:
        session.get_one(Product, scene.products[0].id).delivered = "email"
        accept_gift(session, gift_in(session, scene), utc_now())
        packer = Console(make_user(session, scene.workspace_id, "ops"))
    assert settle_decided(utc_now() + timedelta(days=2)) == 1
    page = packer.get("/ops/pick-list").text
    assert "By email" in page
    assert packer.post(f"/ops/pick-list/{scene.gifts[0].id}/mailed", code="").status_code == 303
    assert packer.post(f"/ops/pick-list/{scene.gifts[0].id}/mailed", code=CODE).status_code == 303
    reader, stranger = console_app().test_client(), console_app().test_client()
    reader.get(f"{link(scene.gifts[0])}/for-you")
    stranger.get(link(scene.gifts[0]))
    where = f"/gift/{scene.gifts[0].id}/where?language=en"
    assert CODE in reader.get(where).text
    assert CODE not in stranger.get(where).text


def test_it_goes_with_its_person_and_after_its_time() -> None:
    scene = ordered()
    mail(scene)
    assert forget_codes(OVER + KEPT - timedelta(seconds=1)) == 0
    assert forget_codes(OVER + KEPT) == 1
    other = ordered()
    mail(other)
    with transaction() as session:
        erase_values(session, session.get_one(Recipient, other.people[0].id), OVER)
        assert session.scalars(select(MailedCode)).all() == []


def test_nobody_is_offered_to_give_it_to_a_colleague() -> None:
    with transaction() as session:
        scene = set_scene(session, 1, 1)
        assert may_pass_on(session, scene.campaign, scene.gifts[0], AT)
        session.get_one(Product, scene.products[0].id).delivered = "email"
        session.flush()
        assert not may_pass_on(session, scene.campaign, scene.gifts[0], AT)


def test_a_carriers_file_can_not_report_what_was_never_a_parcel() -> None:
    scene = ordered()
    gift = scene.gifts[0]
    found = record_statuses([StatusLine(2, gift.id, "shipped", Carriage())], [], system(scene.workspace_id), OVER)

    assert [line.sentence for line in found.bad] == [
        f"{gift.id}: this gift comes by email, so it has no parcel. Take the row out, and type its code on the pick list."
    ]
    with reading() as session:
        assert session.get_one(RecipientGift, gift.id).status == "ordered"
