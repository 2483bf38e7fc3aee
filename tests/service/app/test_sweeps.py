"""Every sweep of the product, with more rows that cannot be finished than its batch holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from service.app.wiring import SWEEPS, At
from service.brain.deciding.models import NextDecision
from service.brain.events.models import PersonEvent
from service.brain.offers.models import Offer
from service.catalog.models import PendingGifts
from service.content.models import FilmPreview
from service.db.connect import reading, transaction
from service.gifting.decline import decline_gift
from service.gifting.events import EventKind, add_event
from service.gifting.models import RecipientGift, SetAside, Wait
from service.gifting.show_others import show_others
from service.jobs import row_sweep
from service.jobs.models import SweepDelay
from service.jobs.row_sweep import RowSweep
from service.ops.lost_files import LostFiles
from service.outreach.models import MailMessage, MailReturn
from service.outreach.sending import leave_at_last
from service.planning.people.models import PendingUpload
from service.recipients.afterwards.models import Rating, ThankYou
from service.recipients.disputes.models import LineDispute
from service.recipients.letters.models import Letter
from service.recipients.models import DeliveryAddress
from service.recipients.numbers.models import NumberCheck
from service.recipients.person_tasks.models import PersonTask
from service.recipients.postal.addresses import Address, save_address
from service.security.ids import new_id
from service.storage.in_force import storage
from service.storage.local_folder import LocalFolder
from tests.factories import AT, make_campaign, make_job, make_user, make_workspace
from tests.service.gifting.scene import Scene, set_scene

BATCH = 2
PEOPLE = 5
"""In each of the two campaigns: more than twice a batch."""
LATE = AT + timedelta(days=60)
NO_ROWS = {
    "lost workers forgotten",
    "files without a row removed",
    "sign-in tries forgotten",
    "sessions forgotten",
    "spent challenges forgotten",
    "troubles noted",
    "old troubles forgotten",
    "waiting mail woken",
}
"""One statement each, and nothing that could be stuck: workers, tries, troubles; a walk through folders that goes on where it
ended; one mail that tries the queue for all."""


class Poison(Exception):
    """What the act of a row raises that can never be finished."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_sweep, "FRESH", BATCH)
    monkeypatch.setattr(row_sweep, "PASS_SECONDS", 3600.0)


def mail(session: Session, gift: RecipientGift, kind: str, state: str) -> str:
    message_id = new_id("msg")
    session.add(
        MailMessage(
            id=message_id, workspace_id=gift.workspace_id, gift_id=gift.id, recipient_id=gift.recipient_id, kind=kind,
            idempotency_key=f"{kind}:{gift.id}", state=state, created_at=AT, sent_at=AT,
        )
    )  # fmt: skip
    return message_id


def address(session: Session, gift: RecipientGift, erase_after: datetime | None) -> None:
    save_address(
        session, workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, gift_id=gift.id,
        address=Address("Jana", "Na Příkopě 1", "110 00", "Praha", "CZ", None, None), at=AT,
    )  # fmt: skip
    session.execute(update(DeliveryAddress).where(DeliveryAddress.gift_id == gift.id).values(erase_after=erase_after))


def live(session: Session) -> Scene:
    """A running campaign with people to remind, answers to settle, offers to end."""
    scene = set_scene(session, PEOPLE, 2, other_stock=50, expires_at=LATE + timedelta(days=30))
    for gift in scene.gifts:
        show_others(session, gift, AT)
        mail(session, gift, "invitation", "sent")
        mail(session, gift, "question", "sending")
        mail(session, gift, "chosen_again", "queued")
        mail(session, gift, "safety_notice", "shown")
        address(session, gift, AT)
    session.execute(
        update(RecipientGift).where(RecipientGift.campaign_id == scene.campaign.id).values(status="notified")
    )
    return scene


def over(session: Session) -> Scene:
    """One that has ended: gifts nobody answered."""
    scene = set_scene(session, PEOPLE, 0, expires_at=AT + timedelta(days=30))
    for gift in scene.gifts:
        mail(session, gift, "invitation", "sent")
    return scene


def closed(session: Session) -> None:
    """A closed one, whose gifts have all ended but whose addresses have no clock."""
    scene = set_scene(session, PEOPLE, 0, launched=False, status="closed", expires_at=LATE + timedelta(days=30))
    teller = make_user(session, scene.workspace_id, "seller")
    for gift in scene.gifts:
        gift.status = "canceled"
        returned = MailReturn(
            id=new_id("ret"), workspace_id=gift.workspace_id, message_id=mail(session, gift, "invitation", "sent"),
            kind="delayed", at=AT - timedelta(days=150),
        )  # fmt: skip
        session.flush()
        session.add(returned)
        address(session, gift, None)
        session.add(
            PersonEvent(
                id=new_id("evt"), workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, kind="site_look",
                external_id=gift.id, code="prices", at=AT - timedelta(days=400), taken_at=AT,
            )
        )  # fmt: skip
        session.add(
            NumberCheck(
                id=new_id("nck"), workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, number=None,
                number_hash=gift.id, state="ended", tries_left=0, asked_at=AT - timedelta(days=9),
            )
        )  # fmt: skip
        session.add(
            Offer(
                id=new_id("ofr"), workspace_id=gift.workspace_id, code=gift.id, kind="news", texts={},
                url="https://fjordloom.example/", since=AT.date() - timedelta(days=9),
                until=AT.date() - timedelta(days=1), made_at=AT,
            )
        )  # fmt: skip
        session.add(
            NextDecision(
                id=new_id("dcs"), workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, cause="due",
                at=AT - timedelta(days=400), kind="nothing", way="none", why="nothing_to_do", chance=1.0, context=1.0,
                worth=0.22, lever=1.0, score=0.22, model_version="v", probability=1.0, is_random=False, made_from={}, said={},
            )
        )  # fmt: skip
        session.add(
            Letter(
                id=new_id("ltr"), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id,
                recipient_id=gift.recipient_id, writer="person", came_by="page", body="Thank you", once_key=gift.id,
                at=AT - timedelta(days=400),
            )
        )  # fmt: skip
        session.add(
            Rating(
                id=new_id("rat"), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id,
                recipient_id=gift.recipient_id, kind="ces", state="answered", answer="7", asked_at=AT - timedelta(days=40),
            )
        )  # fmt: skip
        session.add(
            ThankYou(
                gift_id=gift.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id,
                recipient_id=gift.recipient_id, body="Thank you", at=AT - timedelta(days=400),
            )
        )  # fmt: skip
        session.add(
            LineDispute(
                id=new_id("dis"), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id,
                recipient_id=gift.recipient_id, reason="amount", state="closed", outcome="withdrawn", note="44, not 40",
                opened_by=teller.id, opened_at=AT - timedelta(days=400), closed_at=AT - timedelta(days=400),
            )
        )  # fmt: skip
        session.add(
            PersonTask(
                gift_id=gift.id, workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, outcome="nobody",
                opened_at=AT - timedelta(days=400), done_at=AT - timedelta(days=400),
            )
        )  # fmt: skip
        session.add(
            Wait(
                gift_id=gift.id, workspace_id=gift.workspace_id, product_id=gift.product_id, until=AT, state="waiting",
                changed_at=AT,
            )
        )  # fmt: skip
        session.add(
            SetAside(
                gift_id=gift.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, pieces=[], amount_minor=0,
                unserved=[], is_taken=False,
            )
        )  # fmt: skip
        session.add(
            FilmPreview(
                id=new_id("prv"), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id,
                who=gift.id, story_hash="s", input_hash=gift.link_hash, files={}, created_at=AT,
            )
        )  # fmt: skip
        session.add(
            PendingGifts(
                id=new_id("gsh"),
                workspace_id=gift.workspace_id,
                filename="gifts.csv",
                body="",
                answers="",
                created_at=AT,
            )
        )
        session.add(
            PendingUpload(
                id=new_id("upl"), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, filename="people.csv",
                state="checked", created_at=AT,
            )
        )  # fmt: skip


def arrived(session: Session) -> None:
    """One whose gifts have been with their people for ten days."""
    scene = set_scene(session, PEOPLE, 0, expires_at=LATE + timedelta(days=30))
    for gift in scene.gifts:
        gift.status = "delivered"
        body = {
            "status": "delivered",
            "product_id": gift.product_id,
            "price_minor": 0,
            "is_reserved": False,
            "stock": {},
        }
        add_event(session, gift, EventKind.DELIVERED, body, LATE - timedelta(days=10))


def deleted(session: Session) -> None:
    """Drafts that were deleted long ago."""
    workspace = make_workspace(session)
    for _ in range(PEOPLE):
        make_campaign(session, workspace.id, status="draft", deleted_at=AT)


def declined(session: Session) -> None:
    """One with answers to settle, and jobs that ended or died long ago and belong to no campaign."""
    scene = set_scene(session, PEOPLE, 0, expires_at=LATE + timedelta(days=30))
    for gift in scene.gifts:
        for state, days in (("done", 0), ("dead", 150)):
            finished = AT - timedelta(days=days)
            make_job(
                session, "content.shred", f"{gift.id} {state}", state=state, finished_at=finished,
                workspace_id=gift.workspace_id,
            )  # fmt: skip
        decline_gift(session, gift, None, AT)


A_ROW_A_WORKSPACE = {"models built"}
"""Sweeps whose rows are workspaces: there are fewer of them than poisoned rows here."""


def row_sweeps() -> list[RowSweep]:
    found = [line.act.found() for line in SWEEPS if isinstance(line.act, At)]
    return [act for act in found if isinstance(act, RowSweep)]


def test_every_sweep_goes_the_one_way() -> None:
    assert {line.name for line in SWEEPS} == {one.name for one in row_sweeps()} | NO_ROWS


@pytest.mark.parametrize("any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
@pytest.mark.usefixtures("any_database")
def test_in_every_sweep_more_poisoned_rows_than_a_batch_hold_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leave_at_last, "is_mail_on", lambda: True)
    with transaction() as session:
        live(session)
        over(session)
        closed(session)
        declined(session)
        deleted(session)
        arrived(session)
    settled = {}
    for one in row_sweeps():
        if one.name in A_ROW_A_WORKSPACE:
            continue
        poisoned: list[str] = []

        def act(row_id: str, at: datetime, one: RowSweep = one, poisoned: list[str] = poisoned) -> int:
            if len(poisoned) <= BATCH and row_id not in poisoned:
                poisoned.append(row_id)
            if row_id in poisoned:
                raise Poison
            return one.one(row_id, at)

        passes = [replace(one, one=act, portion=None)(LATE) for _ in range(2 * PEOPLE)]
        settled[one.name] = (sum(passes), sum(passed.failed for passed in passes))

    stuck = BATCH + 1
    assert settled == {
        "gifts expired": (PEOPLE - stuck, stuck),
        "soft holds ended": (PEOPLE - stuck, stuck),
        "sums set aside freed": (PEOPLE - stuck, stuck),
        "decisions settled": (PEOPLE - stuck, stuck),
        "forgotten uploads dropped": (PEOPLE - stuck, stuck),
        "people made findable": (4 * PEOPLE - stuck, stuck),
        "forgotten sheets of gifts dropped": (PEOPLE - stuck, stuck),
        "deleted drafts gone": (PEOPLE - stuck, stuck),
        "old previews dropped": (PEOPLE - stuck, stuck),
        "forgotten addresses found": (PEOPLE - stuck, stuck),
        "addresses erased": (PEOPLE - stuck, stuck),
        "reminders written": (PEOPLE - stuck, stuck),
        "mail with unknown outcome": (PEOPLE - stuck, stuck),
        "mail nobody sends ended": (PEOPLE - stuck, stuck),
        "mail written before there was a server sent": (PEOPLE - stuck, stuck),
        "returns of mail forgotten": (PEOPLE - stuck, stuck),
        "old events of people deleted": (PEOPLE - stuck, stuck),
        "offers ended": (PEOPLE - stuck, stuck),
        "codes for numbers forgotten": (PEOPLE - stuck, stuck),
        "old decisions deleted": (PEOPLE - stuck, stuck),
        "old letters deleted": (PEOPLE - stuck, stuck),
        "people asked how it is": (PEOPLE - stuck, stuck),
        "names taken off answers": (PEOPLE - stuck, stuck),
        "old thank-you notes deleted": (PEOPLE - stuck, stuck),
        "words of old disputes deleted": (PEOPLE - stuck, stuck),
        "settled questions about people deleted": (PEOPLE - stuck, stuck),
        "waits for a gift ended": (PEOPLE - stuck, stuck),
        "ended jobs purged": (PEOPLE - stuck, stuck),
        "dead jobs purged": (PEOPLE - stuck, stuck),
    }
    with reading() as session:
        assert session.query(SweepDelay).filter(SweepDelay.error_code == "Poison").count() == stuck * len(settled)


@pytest.mark.usefixtures("database")
def test_a_file_that_cannot_be_removed_keeps_no_other_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = [f"{number:02x}" + "0" * 62 for number in range(3)]
    for key in keys:
        storage().put(key, {"body": ("text/plain", b"x")}, 0.1)
    real = LocalFolder.erase_older

    def erase(folder: LocalFolder, key: str, at: datetime) -> int:
        if key == keys[0]:
            raise PermissionError
        return real(folder, key, at)

    monkeypatch.setattr(LocalFolder, "erase_older", erase)
    passed = LostFiles()(datetime.now(AT.tzinfo) + timedelta(days=1))

    assert (int(passed), passed.failed) == (4, 1)
    assert [storage().find(key) is None for key in keys] == [False, True, True]


@pytest.mark.usefixtures("database")
def test_a_long_walk_through_the_files_goes_on_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from service.ops import lost_files

    keys = [f"{number:02x}" + "0" * 62 for number in range(4)]
    for key in keys:
        storage().put(key, {"body": ("text/plain", b"x")}, 0.1)
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(lost_files, "monotonic", lambda: float(next(clock)))
    walk, at = LostFiles(), datetime.now(AT.tzinfo) + timedelta(days=1)

    assert [(int(passed), passed.is_more) for passed in (walk(at), walk(at))] == [(4, True), (4, False)]
